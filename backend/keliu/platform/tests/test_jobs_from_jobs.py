"""A job that a job enqueues commits with what the job did, as everywhere else."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.testing import InMemoryConnector

from keliu.outreach.services.mail import post
from tests.cast import World


def test_in_the_worker_a_job_goes_with_the_transaction_too(far_sail: World) -> None:
    own = InMemoryConnector()  # the worker puts a connection of its own into the app
    with app.replace_connector(own), far_sail.inside():
        post.later(delivery_id=7)
        (job,) = ProcrastinateJob.objects.filter(task_name__endswith="mail_post")
    assert job.args == {"delivery_id": 7, "merchant_id": far_sail.merchant.pk}
    assert own.jobs == {}
