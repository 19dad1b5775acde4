# 客流 Keliu: `make` lists the commands.
.DEFAULT_GOAL := help
.PHONY: help setup ocr demo test check gen prove wheel doctor e2e
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
KELIU := .venv/bin/keliu
IN_VENV := .venv/bin/python
# Options for `make demo` and `make doctor`: make demo ARGS="--port 9000 --reset"
ARGS ?=

help: ## 列出命令
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## 只安装:.venv 和前端的依赖
	@$(PYTHON) tools/setup.py

ocr: ## 加装名片识别(可选,约 400 MB)
	@$(PYTHON) tools/setup.py --ocr

demo: setup ## 安装、构建并启动演示,打印可点的链接
	@$(IN_VENV) tools/build.py
	@$(KELIU) demo $(ARGS)

test: ## 全部检查与测试,最后一行是通过数和失败数
	@$(PYTHON) tools/setup.py --browser
	@$(IN_VENV) tools/test.py

check: setup ## 快的一半:格式、规则、类型、边界、文档
	@$(IN_VENV) tools/test.py --fast

gen: setup ## 重新生成:接口文档、前端类型、文档里的表
	@$(IN_VENV) tools/papers.py
	@$(IN_VENV) tools/client_types.py

e2e: ## 只在真浏览器里走一遍那条线
	@$(PYTHON) tools/setup.py --browser
	@$(IN_VENV) tools/build.py
	@$(IN_VENV) tools/test.py "end to end" "end to end next door"

prove: setup ## 长时间的证明,全部要几个小时;ARGS=machines 只跑一部分
	@$(IN_VENV) tools/test.py --proofs $(ARGS)

wheel: setup ## 打成一个带界面的 wheel,放在 dist/
	@$(IN_VENV) tools/build.py
	@$(IN_VENV) tools/wheel.py

doctor: ## 体检:哪里不对,怎么办
	@$(KELIU) doctor $(ARGS)
