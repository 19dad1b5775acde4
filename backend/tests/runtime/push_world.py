"""A merchant with an official account in the database of the environment; tells WeChat's side."""

import json
import sys

import django

django.setup()

from keliu.wechat.services.accounts import Connecting, connect, push_secrets  # noqa: E402
from tests import cast  # noqa: E402

world = cast.company()
with world.inside():
    account = connect(Connecting("oa", "service", "远航服务号", "wxoa1", "s" * 32, "gh_far"))
    secrets = push_secrets(account)
    known = {"key": account.callback_key, "token": secrets.token, "aes_key": secrets.aes_key}
sys.stdout.write(json.dumps(known) + "\n")
