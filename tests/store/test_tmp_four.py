from hypothesis import settings, Phase
from hypothesis.stateful import run_state_machine_as_test
from tests.store.machine import Routing


def test_it(redis):
    class M(Routing):
        pass

    M.redis = redis
    run_state_machine_as_test(
        M,
        settings=settings(
            max_examples=150,
            stateful_step_count=50,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
        ),
    )
