#!/usr/bin/env python3
"""mediapipe_chain.py STAGES FRAMES: what empty calculators cost in MediaPipe.

A chain of PassThroughCalculators on one executor thread; packets hold an integer. Timed from the first packet to the
end of the graph. What Python spends on handing packets in is the same for every length, so it leaves the slope.
"""
import json
import sys
import time

import mediapipe as mp


def config(stages):
    lines = ['input_stream: "p0"', "num_threads: 1"]
    for number in range(stages):
        lines.append(f'node {{ calculator: "PassThroughCalculator" '
                     f'input_stream: "p{number}" output_stream: "p{number + 1}" }}')
    return "\n".join(lines)


def main():
    stages, frames = int(sys.argv[1]), int(sys.argv[2])
    graph = mp.CalculatorGraph(graph_config=config(stages))
    graph.start_run()
    packet = mp.packet_creator.create_int(1)
    wall, cpu = time.monotonic_ns(), time.process_time_ns()
    for stamp in range(frames):
        graph.add_packet_to_input_stream("p0", packet.at(stamp))
    graph.close_all_packet_sources()
    graph.wait_until_done()
    print(json.dumps({"frames": frames, "wall_ns": time.monotonic_ns() - wall, "cpu_ns": time.process_time_ns() - cpu}))


if __name__ == "__main__":
    main()
