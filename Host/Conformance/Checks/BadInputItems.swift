import CSluice
import HostCore

/// Odd packets and regions.
enum BadInputItems {
    static func packets(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        guard let port = driver.manifest.inputs.firstIndex(where: { $0.content == .items(.packet) }) else {
            throw .skip("no port takes packets")
        }
        try driver.open()
        try driver.expect("begin", driver.begin(0, port: port))
        var random = SplitMix64(seed: trial.seed)
        let count = try trial.repeatWithin(100_000, share: 3) { number throws(CheckEnd) in
            var item = driver.inputs.item(number, port: port)
            guard case .packet(let codec, let bytes, _) = item.payload else { return }
            item.payload = .packet(codec: codec, bytes: damaged(bytes, &random), isKey: number % 5 == 0)
            if number % 7 == 0 { item.flags = UInt32(SLUICE_FLAG_CORRUPT) }
            _ = try driver.push(item, port: port)
        }
        trial.answer.note("\(count) packets")
        try driver.expect("end", driver.end(0, port: port))
        _ = driver.drain()
        try driver.expect("stop", driver.stop())
    }

    private static func damaged(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return []
        case 1: return Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
        case 2:
            return (0..<Int.random(in: 1..<64, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        case 3:
            for at in bytes.indices.prefix(16) { bytes[at] = 0xFF }
            return bytes
        default:
            for _ in 0..<8 where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            return bytes
        }
    }

    static func regions(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        let ports = driver.inputs.ports.filter { !driver.inputs.formats($0).isEmpty }
        if ports.isEmpty { throw .skip("no port takes pictures with regions") }
        try driver.open()
        try driver.beginAll()
        var number = 0
        for regions in odd(trial) {
            for port in ports {
                var item = driver.inputs.item(number, port: port)
                item.regions = regions
                _ = try driver.push(item, port: port)
            }
            number += 1
        }
        // What is too much for the stage, or for the host, it may refuse.
        for port in ports { _ = driver.end(0, port: port) }
        _ = driver.drain()
        try driver.expect("stop", driver.stop())
    }

    private static func odd(_ trial: Trial) -> [[ItemSpec.Region]] {
        let values: [Float] = [
            .nan, .infinity, -.infinity, -1e30, 1e30, -5, 0, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
            2_147_483_648, 65_536.5,
        ]
        var lists = values.flatMap { value in
            [
                [region(1, (value, 2, 20, 20))], [region(1, (2, value, 20, 20))], [region(1, (5, 5, value, 20))],
                [region(1, (5, 5, 20, value))],
            ]
        }
        lists += values.map { [region(1, ($0, $0, $0, $0), confidence: $0, score: $0)] }
        lists.append([region(1, (5, 5, 20, 20), label: String(repeating: "long ", count: 13_000))])
        lists.append([
            region(1, (150, 110, 500, 500)), region(2, (-300, -300, 10, 10)), region(3, (-10, -10, 400, 400)),
        ])
        var random = SplitMix64(seed: trial.seed)
        let many = trial.isFull ? 90_000 : 2000
        lists.append(
            (1...many).map { index in
                let x = Float.random(in: -20...170, using: &random)
                let y = Float.random(in: -20...130, using: &random)
                var region = region(UInt64(index), (x, y, 10, 12))
                if index > 64 { region.track = 0 }
                return region
            })
        return lists
    }

    private static func region(
        _ number: UInt64, _ box: (Float, Float, Float, Float), label: String = "face", confidence: Float = 0.5,
        score: Float = 0.5
    ) -> ItemSpec.Region {
        var region = ItemSpec.Region(id: 9 << 48 | number, box: box)
        region.label = label
        region.confidence = confidence
        region.track = number
        region.scores = [("quality", score), ("hog", score)]
        region.points = [(box.0, box.1), (box.2, box.3), (0, 0), (.nan, 1), (1e30, -1e30)]
        return region
    }
}
