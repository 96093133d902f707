"""`python -m bench`: prints one JSON object a line (name, value, unit, ratio); progress goes to a terminal only."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from bench.figures import crowd_figures, figures, offer_figures
from bench.load import LoadFailed, find_wrk
from bench.measure import Plan, measure
from bench.offers import OfferPlan, measure_offers
from chaos.flash_crowd import flash_crowd


def main() -> int:
    """0 when everything was measured, 1 with the reason on stderr."""
    try:
        find_wrk()
        rounds = measure(Plan(), tell)
        offers = measure_offers(OfferPlan(), tell)
        crowd = flash_crowd(tell)
    except (LoadFailed, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for figure in [*figures(rounds), *offer_figures(offers), *crowd_figures(crowd)]:
        print(json.dumps(asdict(figure)))
    return 0


def tell(progress: str) -> None:
    """Say on a terminal how far it is."""
    if sys.stderr.isatty():
        print(progress, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
