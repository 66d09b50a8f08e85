import HostCore
import Testing

@testable import sluice

@Suite("Texts and files of its own")
struct FiguresTests {
    @Test("numbers are written as people read them")
    func numbers() {
        #expect(Figures.decimal(1.005, 1) == "1.0")
        #expect(Figures.decimal(-0.04, 1) == "0.0")
        #expect(Figures.decimal(-12.35, 1) == "-12.4")
        #expect(Figures.decimal(3.7, 0) == "4")
        #expect(Figures.count(1_234_567) == "1,234,567")
        #expect(Figures.count(999) == "999")
        #expect(Figures.time(999) == "999 ns")
        #expect(Figures.time(1500) == "1.50 µs")
        #expect(Figures.time(67_100_000) == "67.1 ms")
        #expect(Figures.time(185_000_000_000) == "3 min 05 s")
        #expect(Figures.bytes(28_700_000) == "28.7 MB")
        #expect(Figures.rate(300, in: 10_000_000_000) == "30.0")
    }

    @Test("tables line up")
    func table() {
        var table = TextTable(["stage", "in"])
        table.add(["a", "1,000"])
        table.add(["longer", "5"])
        #expect(table.lines() == ["stage      in", "a       1,000", "longer      5"])
    }

    @Test("PNG and base64 are those of the standards")
    func png() {
        // Written by zlib at level 0 from the same pixels.
        let golden =
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAGUlEQVR4AQEOAPH/AAECAwQFBgD6+/z9/v8VfgYBJCbfXwAAAABJRU5ErkJggg=="
        let pixels: [UInt8] = [1, 2, 3, 4, 5, 6, 250, 251, 252, 253, 254, 255]
        #expect(Base64.text(PNGFile.bytes(width: 2, height: 2, rgb: pixels)) == golden)
        #expect(Base64.text([]).isEmpty)
        #expect(Base64.text(Array("f".utf8)) == "Zg==")
        #expect(Base64.text(Array("fo".utf8)) == "Zm8=")
    }

    @Test("YUV becomes RGB by the frame's own matrix and range")
    func colour() {
        let limited = YUVToRGB(.init(matrix: 6, range: 1), lines: 480)
        #expect(limited.pixel(16, 128, 128) == (0, 0, 0))
        #expect(limited.pixel(235, 128, 128) == (255, 255, 255))
        #expect(limited.pixel(81, 90, 240) == (254, 0, 0))
        let full = YUVToRGB(.init(matrix: 1, range: 2), lines: 1080)
        #expect(full.pixel(0, 128, 128) == (0, 0, 0))
        #expect(full.pixel(255, 128, 128) == (255, 255, 255))
    }

    @Test("text in a page cannot become markup")
    func escape() {
        #expect(HTML.escape("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;")
    }

    @Test("the nearest word is a slip of the pen, not any word")
    func nearest() {
        #expect(Nearest.name(to: "vaildate", among: ["run", "validate"]) == "validate")
        #expect(Nearest.name(to: "valid", among: ["run", "validate"]) == "validate")
        #expect(Nearest.name(to: "zebra", among: ["run", "validate"]) == nil)
    }
}
