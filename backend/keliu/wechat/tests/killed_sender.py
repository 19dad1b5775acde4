"""A worker process that hands messages over until it is killed: `python -m … <merchant> <ids>`."""

import sys

import django


def main() -> None:
    django.setup()
    from keliu.outreach.services.people import posting

    merchant_id, *ids = map(int, sys.stdin.read().split())
    for delivery_id in ids:
        posting.people_post(merchant_id, [delivery_id])


if __name__ == "__main__":
    main()
