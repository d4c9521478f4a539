"""The exact judge: max-min fair sharing in rational numbers, by progressive filling.

One document of `check flows` on each line in, one answer of the same shape out. Links whose
capacity changes, amounts by link, weights, caps and cancels; of one instant, completions come
first, then changes, starts, cancels. Every vector of rates is checked against the definition.
"""
import json
import sys
from fractions import Fraction


def exact(number):
    return None if number is None else Fraction(number)


def fair_rates(capacities, flows):
    """Rates of flows {id: (uses {link: amount}, cap, weight)}; the level is of weight one."""
    rates, level = {}, {}
    while len(rates) < len(flows):
        left, rising = dict(capacities), {}
        for flow, (uses, _, weight) in flows.items():
            for link, amount in uses.items():
                if flow in rates:
                    left[link] -= amount * rates[flow]
                else:
                    rising[link] = rising.get(link, 0) + amount * weight
        limits = {}
        for flow, (uses, cap, weight) in flows.items():
            if flow not in rates:
                at = [left[link] / rising[link] for link in uses]
                limits[flow] = min(at + ([] if cap is None else [cap / weight]))
        lowest = min(limits.values())
        for flow, limit in limits.items():
            if limit == lowest:
                rates[flow] = lowest * flows[flow][2]
    certify(capacities, flows, rates)
    return rates


def certify(capacities, flows, rates):
    load = {link: 0 for link in capacities}
    top = dict(load)
    for flow, (uses, _, weight) in flows.items():
        for link, amount in uses.items():
            load[link] += amount * rates[flow]
            top[link] = max(top[link], rates[flow] / weight)
    assert all(load[link] <= capacities[link] for link in load), "overload"
    for flow, (uses, cap, weight) in flows.items():
        full = (link for link in uses if load[link] == capacities[link])
        fair = any(top[link] == rates[flow] / weight for link in full)
        assert rates[flow] == cap or fair, "no bottleneck"


def happenings(document):
    for link in document["links"]:
        for at, capacity in link.get("changes", []):
            yield exact(at), 0, link["id"], exact(capacity)
    for flow in document["flows"]:
        yield exact(flow["start_s"]), 1, flow["id"], flow
        if flow.get("cancel_s") is not None:
            yield exact(flow["cancel_s"]), 2, flow["id"], None


def play(document):
    capacities = {link["id"]: exact(link["capacity_bytes_per_s"]) for link in document["links"]}
    todo = sorted(happenings(document), key=lambda it: it[:2])
    live, left, finished, cancelled = {}, {}, {}, {}
    now, place = Fraction(0), 0
    while True:
        while place < len(todo) and todo[place][0] <= now:
            _, kind, name, what = todo[place]
            place += 1
            if kind == 0:
                capacities[name] = what
            elif kind == 2:
                if live.pop(name, None):
                    cancelled[name] = {"at_s": float(now), "bytes_left": float(left[name])}
            elif exact(what["bytes"]) == 0:
                finished[name] = now
            else:
                uses = {link: exact(amount) for link, amount in what["links"].items()}
                live[name] = (uses, exact(what["cap_bytes_per_s"]), exact(what["weight"]))
                left[name] = exact(what["bytes"])
        rates = fair_rates(capacities, live)
        ends = [left[flow] / rate for flow, rate in rates.items() if rate]
        ends += [todo[place][0] - now] if place < len(todo) else []
        if not ends:
            finish = {flow: float(at) for flow, at in finished.items()}
            return {"finish_s": finish, "cancelled": cancelled, "unfinished": sorted(live)}
        step = min(ends)
        now += step
        for flow, rate in rates.items():
            left[flow] -= rate * step
            if left[flow] == 0:
                finished[flow] = now
                del live[flow]


for line in sys.stdin:
    # Decimals as they stand, so that what ties on paper ties here.
    print(json.dumps(play(json.loads(line, parse_float=Fraction))))
