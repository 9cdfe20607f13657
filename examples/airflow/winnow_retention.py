"""Plans, waits until a person has approved, applies, and asks whether all is well.

The approval happens outside of Airflow, by whoever may: `winnow plan`, then `winnow approve JOB`. Until then the sensor waits; once a job's
form is approved it never waits again, until the form changes. Exit statuses of winnow fail the task: see docs/operations.md."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.sensors.bash import BashSensor

WINNOW = "winnow -c ${WINNOW_TOML:-/etc/winnow/winnow.toml}"

with DAG(
    dag_id="winnow_retention",
    schedule="17 3 * * 0",
    start_date=datetime(2026, 1, 1),
    catchup=False,  # what was missed is done by the next run: an old date changes nothing
    max_active_runs=1,
    default_args={"retries": 0},  # trying again at once changes nothing either
) as dag:
    plan = BashOperator(task_id="plan", bash_command=f"{WINNOW} plan --html /tmp/winnow-plan.html")

    approved = BashSensor(
        task_id="approved",
        bash_command=f"{WINNOW} --json plan | jq -e 'all(.jobs[]; .approved or .status == \"paused\")'",
        poke_interval=900,
        timeout=timedelta(days=3).total_seconds(),
        mode="reschedule",
    )

    apply = BashOperator(task_id="apply", bash_command=f"{WINNOW} run --apply", execution_timeout=timedelta(hours=4))

    well = BashOperator(task_id="well", bash_command=f"{WINNOW} status --max-age 8d", trigger_rule="all_done")

    plan >> approved >> apply >> well
