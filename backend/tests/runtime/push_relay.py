"""The push relay alone, for tests that kill it."""

import logging
import os
import signal
import threading

from keliu.config.relay.leader import keep_running, lead
from keliu.config.relay.push import PushRelay

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    url = os.environ["KELIU_RELAY_DATABASE_URL"]
    keep_running("push relay", lambda stop: lead(PushRelay(), url, stop), stop).join()
