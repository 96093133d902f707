"""`python -m bench`: prints one JSON object a line; progress goes to a terminal only.

Each has name, value, unit, ratio, goal and ok.
"""

from __future__ import annotations

import json
import sys

from bench.consoles import ConsolePlan, measure_consoles
from bench.figures import (
    console_figures,
    crowd_figures,
    figures,
    folding_figures,
    offer_figures,
    publishing_figure,
    ringing_figure,
)
from bench.folding import FoldPlan, measure_folding
from bench.load import LoadFailed, find_wrk
from bench.measure import Plan, measure
from bench.offers import OfferPlan, measure_offers
from bench.publishing import PublishPlan, measure_publishing
from bench.ringing import RingPlan, measure_ringing
from chaos.flash_crowd import flash_crowd


def main() -> int:
    """0 when everything was measured, whether goals are met or not; 1 with the reason on stderr."""
    try:
        find_wrk()
        rounds = measure(Plan(), tell)
        consoles = measure_consoles(ConsolePlan(), tell)
        rings = measure_ringing(RingPlan(), tell)
        offers = measure_offers(OfferPlan(), tell)
        folded = measure_folding(FoldPlan(), tell)
        publications = measure_publishing(PublishPlan(), tell)
        crowd = flash_crowd(tell)
    except (LoadFailed, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    told = [*figures(rounds), *console_figures(consoles), ringing_figure(rings), *offer_figures(offers)]
    told += [*folding_figures(folded), publishing_figure(publications), *crowd_figures(crowd)]
    for figure in told:
        print(json.dumps(figure.told()))
    return 0


def tell(progress: str) -> None:
    """Say on a terminal how far it is."""
    if sys.stderr.isatty():
        print(progress, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
