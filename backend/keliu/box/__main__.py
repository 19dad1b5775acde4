"""`python -m keliu.box --port 8002 --data box.sqlite3 --key KEY --product-base http://localhost:8000`."""

import argparse
import os
import sys
from pathlib import Path

from keliu.box.config import BoxConfig
from keliu.box.server import serve


def main(arguments: list[str] | None = None) -> int:
    """Read the options and run until stopped."""
    parser = argparse.ArgumentParser(
        prog="keliu.box", description="微信盒子:本机上的微信服务器和几台手机"
    )
    parser.add_argument("--port", type=int, default=8002, help="监听的端口(只在 127.0.0.1)")
    parser.add_argument("--data", type=Path, required=True, help="SQLite 文件")
    parser.add_argument(
        "--key",
        default=os.environ.get("KELIU_BOX_KEY", ""),
        help="管理用的钥匙,也可用 KELIU_BOX_KEY",
    )
    parser.add_argument(
        "--product-base", default="http://localhost:8000", help="产品的地址,扫一扫只取这里的图片"
    )
    parser.add_argument("--mini", type=Path, help="编译好的小程序,手机里打开它")
    options = parser.parse_args(arguments)
    try:
        config = BoxConfig(
            options.port, options.data, options.key, options.product_base, options.mini
        )
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return serve(config)


if __name__ == "__main__":
    sys.exit(main())
