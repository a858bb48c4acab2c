"""The service: what it comes to in a server."""

from __future__ import annotations

import matplotlib
from matplotlib import pyplot

from analysis.records.service import TELLINGS, Row, Service
from analysis.report.plots import SETTINGS, Plot, as_svg


def over_control(service: Service, row: Row, control: str) -> float | None:
    """Instructions a request more than the control's, told the same; None where they were not counted."""
    base = next((r.instructions for r in service.told(row.telling) if r.scheme == control), None)
    return row.instructions - base if row.instructions and base else None


def plot(service: Service) -> Plot | None:
    """The share of lines in a wrong name, by endpoint and scheme, told both ways."""
    told = [t for t in TELLINGS if service.told(t)]
    if not told:
        return None
    names = list(dict.fromkeys(row.scheme for row in service.rows))
    with matplotlib.rc_context(SETTINGS):
        figure, all_axes = pyplot.subplots(1, len(told), figsize=(4.6 * len(told), 0.34 * len(names) + 1.2), sharey=True,
                                           squeeze=False, layout="constrained")
        for axes, telling in zip(all_axes[0], told):
            rows = {row.scheme: row for row in service.told(telling)}
            shares = [[100 * (e.lost + e.misnamed) / e.lines if (e := rows[n].endpoints.get(end)) and e.lines else 0
                       for end in service.endpoints] if n in rows else [0] * len(service.endpoints) for n in names]
            axes.imshow(shares, cmap="Oranges", vmin=0, vmax=100, aspect="auto")
            for y, values in enumerate(shares):
                for x, value in enumerate(values):
                    axes.text(x, y, f"{value:.0f}" if value == 0 or value >= 1 else "<1", ha="center", va="center",
                              fontsize=8, color="white" if value > 60 else "black")
            axes.set_xticks(range(len(service.endpoints)), service.endpoints)
            axes.set_yticks(range(len(names)), names)
            axes.set_title(telling, fontsize=9)
            axes.grid(False)
        return Plot("service-wrong-lines", as_svg(figure),
                    "Lines in a wrong name, in percent of the endpoint's lines, under load.")
