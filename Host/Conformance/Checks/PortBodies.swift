import CSluice
import HostCore

/// What the checks of ports do.
enum PortBodies {
    static func declared(_ trial: Trial) throws(CheckEnd) {
        let manifest = try trial.stage().manifest
        var tried = 0
        for port in manifest.inputs.indices {
            for format in trial.inputs(manifest).formats(port) {
                tried += 1
                try works(trial, port, format)
            }
        }
        if tried == 0 { throw .skip("no port takes frames") }
        trial.answer.note("\(tried) formats")
    }

    private static func works(_ trial: Trial, _ port: Int, _ format: PixelFormat) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.expect("create", driver.create())
        try driver.expect("configure", driver.configure(driver.settings.minimal))
        let name = driver.manifest.inputs[port].name
        let status = driver.negotiateInput(port, format)
        if status < 0 {
            throw .breach("negotiate refuses \(format) on '\(name)' with \(status), which its manifest declares")
        }
        try driver.expect("start", driver.start())
        _ = driver.begin(0, port: port, width: driver.inputs.expected.width, height: driver.inputs.expected.height)
        for number in 0..<4 {
            let item = driver.inputs.item(number, port: port, shape: driver.inputs.shape(port, format))
            let status = try driver.push(item, port: port)
            if status < 0 {
                throw .breach("a frame in \(format) on '\(name)' failed with \(status): \(driver.host.lastError)")
            }
        }
        _ = driver.end(0, port: port)
        try driver.expect("drain", driver.drain())
    }

    static func refuses(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        guard driver.has.negotiate != nil else { throw .skip("the stage leaves negotiation to its manifest") }
        try driver.expect("create", driver.create())
        try driver.expect("configure", driver.configure(driver.settings.minimal))
        for port in driver.manifest.inputs.indices {
            let input = driver.manifest.inputs[port]
            guard input.content != .any else { continue }
            for format in PixelFormat.all where input.content != .items(.frame) || !input.formats.isEmpty {
                if input.content == .items(.frame), input.formats.contains(format) { continue }
                try refused(driver, port, .frame, format.rawValue)
            }
            try refused(driver, port, .frame, 9999)
            try refused(driver, port, ItemKind(rawValue: 99), 0)
        }
    }

    private static func refused(_ driver: StageDriver, _ port: Int, _ kind: ItemKind, _ format: UInt32) throws(CheckEnd)
    {
        let status = driver.negotiate(UInt32(SLUICE_INPUT), port, kind: kind, format: format)
        if status == SLUICE_E_FORMAT { return }
        let what = kind == .frame ? "a frame of format \(PixelFormat(rawValue: format))" : "an item of \(kind)"
        throw .breach(
            "negotiate returned \(status) instead of SLUICE_E_FORMAT for \(what) on '\(driver.manifest.inputs[port].name)'"
        )
    }

    static func changes(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        guard let port = driver.inputs.ports.first(where: { !driver.inputs.formats($0).isEmpty }) else {
            throw .skip("no port takes frames")
        }
        try driver.open()
        try driver.beginAll()
        for (number, size) in [(160, 120), (64, 48), (320, 240), (33, 17), (160, 120)].enumerated() {
            var shape = driver.inputs.shape(port)
            (shape.width, shape.height) = size
            var item = driver.inputs.item(number, port: port, shape: shape)
            if number > 0 { item.flags = UInt32(SLUICE_FLAG_DISCONTINUITY) }
            _ = try driver.push(item, port: port)
        }
        try driver.endAll()
        try driver.expect("drain", driver.drain())
        try driver.expect("stop", driver.stop())
        for format in driver.inputs.formats(port) {
            let status = driver.negotiateInput(port, format)
            if status < 0 { throw .breach("after a run negotiate refuses \(format) with \(status)") }
            try driver.expect("start", driver.start())
            _ = driver.begin(0, port: port)
            for number in 0..<2 {
                let item = driver.inputs.item(number, port: port, shape: driver.inputs.shape(port, format))
                let status = try driver.push(item, port: port)
                if status < 0 {
                    throw .breach("after a change to \(format) an item failed with \(status): \(driver.host.lastError)")
                }
            }
            _ = driver.end(0, port: port)
            try driver.expect("drain", driver.drain())
            try driver.expect("stop", driver.stop())
        }
    }

    static func several(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        guard let first = driver.inputs.ports.first else { throw .skip("the stage has no input") }
        try driver.open()
        for stream in UInt32(0)..<3 { try driver.beginAll(stream) }
        for number in 0..<6 {
            for stream in UInt32(0)..<3 where stream < 2 || number % 2 == 0 {
                try driver.feed(number..<number + 1, stream: stream)
            }
            let time = Int64(number) * InputMaker.frame_ns
            let status = driver.advance(port: first, stream: 2, seq: UInt64(number + 1), pts_ns: time)
            try driver.expect("advance", status)
        }
        for stream in [UInt32(1), 0, 2] { try driver.endAll(stream) }
        try driver.expect("drain", driver.drain())
        if driver.manifest.inputs.contains(where: \.optional) { try optionalPorts(trial) }
    }

    /// All ports, the optional ones now and then.
    private static func optionalPorts(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        for port in driver.manifest.inputs.indices { _ = driver.begin(0, port: port) }
        for number in 0..<6 {
            for port in driver.manifest.inputs.indices where !driver.manifest.inputs[port].optional || number % 3 == 0 {
                try driver.expectItem(driver.push(driver.inputs.item(number, port: port), port: port), port: port)
            }
        }
        for port in driver.manifest.inputs.indices { _ = driver.end(0, port: port) }
        try driver.expect("drain", driver.drain())
    }

    static func metadata(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        try driver.beginAll()
        var passed = 0
        for number in 0..<8 {
            for port in driver.inputs.ports {
                var item = driver.inputs.item(number, port: port)
                item.hasAttachment = true
                item.epoch = 3
                let handle = driver.host.nextHandle + 1
                let sent = try driver.push(item, port: port)
                guard sent >= 0 else { continue }
                for out in driver.takeEmissions() where out.handle == handle {
                    passed += 1
                    if out.attachments == 0 || out.epoch != 3 || out.capture_ns != item.pts_ns &+ 1_000_000_000 {
                        throw .breach("an item that was passed on lost its attachments, its epoch or its capture time")
                    }
                }
            }
        }
        if passed == 0 { throw .skip("the stage passes no picture on") }
    }
}
