import CHostShim
import CSluice

/// Odd frames.
enum BadInputBodies {
    private static let small = [
        (1, 1), (2, 1), (1, 2), (3, 3), (16, 1), (1, 16), (17, 5), (33, 65), (130, 2), (641, 361),
    ]

    static func sizes(_ trial: Trial) throws(CheckEnd) {
        let manifest = try trial.stage().manifest
        var largest = 0
        var ran = false
        for port in manifest.inputs.indices {
            for format in trial.inputs(manifest).formats(port) {
                ran = true
                let start_ns = shim_monotonic_ns()
                try MemoryBodies.onePort(trial, port, count: small.count) { driver, number in
                    var shape = driver.inputs.shape(port, format)
                    (shape.width, shape.height) = small[number]
                    return driver.inputs.item(number, port: port, shape: shape)
                }
                let time_ns = max(1, shim_monotonic_ns() - start_ns)
                // The 641x361 takes nearly all of it: larger frames as far as two seconds go, all of them with full.
                for (width, height) in [(1920, 1080), (7680, 4320)] {
                    let guess_ns = time_ns * Int64(width * height) / (641 * 361)
                    guard trial.isFull || guess_ns < 1_000_000_000 else { continue }
                    largest = max(largest, width)
                    try MemoryBodies.onePort(trial, port, count: 1) { driver, number in
                        var shape = driver.inputs.shape(port, format)
                        (shape.width, shape.height) = (width, height)
                        return driver.inputs.item(number, port: port, shape: shape, content: .gradient)
                    }
                }
            }
        }
        if !ran { throw .skip("no port takes frames") }
        trial.answer.note(largest == 0 ? "up to 641 pixels wide" : "up to \(largest) pixels wide")
    }

    static func strides(_ trial: Trial) throws(CheckEnd) {
        let manifest = try trial.stage().manifest
        var ran = false
        for port in manifest.inputs.indices {
            for format in trial.inputs(manifest).formats(port) {
                if !ran { try MemoryBodies.repeats(trial) }
                ran = true
                var results: [[UInt64]] = []
                for padding in [0, 64, 960] {
                    let items = try MemoryBodies.onePort(trial, port) { driver, number in
                        var shape = driver.inputs.shape(port, format)
                        (shape.width, shape.height, shape.padding_bytes) = (96, 50, padding)
                        return driver.inputs.item(number, port: port, shape: shape)
                    }
                    results.append(items.map(\.digest))
                }
                if results[1] != results[0] || results[2] != results[0] {
                    throw .breach("rows that lie further apart give another result for \(format)")
                }
            }
        }
        if !ran { throw .skip("no port takes frames") }
    }

    static func content(_ trial: Trial) throws(CheckEnd) {
        let manifest = try trial.stage().manifest
        let contents: [PictureContent] = [
            .solid(0), .solid(16), .solid(128), .solid(255), .noise(trial.seed), .gradient, .checker,
        ]
        var ran = false
        for port in manifest.inputs.indices {
            for format in trial.inputs(manifest).formats(port) {
                ran = true
                let items = try MemoryBodies.onePort(trial, port, count: contents.count) { driver, number in
                    driver.inputs.item(
                        number, port: port, shape: driver.inputs.shape(port, format), content: contents[number])
                }
                if let odd = items.first(where: { !$0.notFinite.isEmpty }) {
                    throw .breach("\(odd.notFinite) of item \(odd.seq) is not finite, for a picture in \(format)")
                }
            }
        }
        if !ran { throw .skip("no port takes frames") }
    }
}
