#!/usr/bin/env python3
"""Compares Sluice with its peers: bench/report.html and bench/results.json.

Usage: run [--rounds N] [PART...]
--help lists the parts; all of them run when none is named.
Exit status: 0 measured, 1 something that must run did not. A goal that was missed is reported, it is no failure.
"""
import argparse
import datetime
import os
import sys

import churn
import coding
import isolation
import machine
import main_job
import neural
import overhead
import report
import rtp
import scaling
import swap
import tracking
import uplink
import wake
from measure import Failed, Results
from paths import OUT, ROOT, SLUICE
from peers import Peers

PARTS = {
    "overhead": lambda results, peers, rounds: overhead.chains(results, peers, rounds),
    "wake": lambda results, peers, rounds: wake.wake(results, rounds),
    "main-job": lambda results, peers, rounds: main_job.main_job(results, peers, rounds),
    "efficiency": lambda results, peers, rounds: main_job.kernels(results, peers, rounds),
    "coding": lambda results, peers, rounds: coding.coding(results, peers, rounds),
    "neural-soak": lambda results, peers, rounds: churn.neural_soak(results),
    "neural": lambda results, peers, rounds: neural.neural(results, peers, rounds),
    "streams": lambda results, peers, rounds: scaling.streams(results, min(rounds, 7)),
    "stages": lambda results, peers, rounds: scaling.stages(results, rounds),
    "tracking": lambda results, peers, rounds: tracking.tracking(results, rounds),
    "soak": lambda results, peers, rounds: churn.soak(results),
    "churn": lambda results, peers, rounds: churn.churn(results),
    "isolation": lambda results, peers, rounds: isolation.isolation(results, peers, rounds),
    "swap": lambda results, peers, rounds: swap.swap(results, peers),
    "uplink": lambda results, peers, rounds: uplink.uplink(results, peers),
    "rtp": lambda results, peers, rounds: rtp.pack_unpack(results, peers, rounds),
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    arguments.add_argument("--rounds", type=int, default=7, help="at least 5 for figures that are told to others")
    options = arguments.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        arguments.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    if not SLUICE.exists():
        sys.exit("error: there is no dist/bin/sluice; run make build")
    if os.getloadavg()[0] > 1.5:
        print(f"   the machine is busy (load {os.getloadavg()[0]:.1f}): times will be worse than they are", flush=True)

    started = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    results, peers, failed = Results(), Peers(), 0
    peers.prepare()
    told = machine.describe()
    for part in options.parts or PARTS:
        print(f"== {part}", flush=True)
        try:
            PARTS[part](results, peers, options.rounds)
        except (Failed, OSError, ValueError, KeyError) as reason:
            print(f"error: {part}: {type(reason).__name__}: {reason}", file=sys.stderr, flush=True)
            results.skip(part, "all", f"failed: {reason}")
            failed = 1
        report.write(results, told, started, options.rounds)  # a run that is ended early keeps what it has
    print(f"{OUT.relative_to(ROOT)}/report.html, {OUT.relative_to(ROOT)}/results.json: {len(results.rows)} rows, "
          f"{sum(g['met'] for g in results.goals)} of {len(results.goals)} goals met, {len(results.skipped)} left out")
    sys.exit(failed)


if __name__ == "__main__":
    main()
