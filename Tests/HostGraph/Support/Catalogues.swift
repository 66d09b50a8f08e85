import HostCore

/// Stages for tests, from manifests as a library would write them.
enum Catalogues {
    static let all = make(stages)

    /// All stages but those whose id ends with the given text.
    static func without(_ suffix: String) -> StageCatalogue {
        var catalogue = StageCatalogue()
        for entry in all.entries where !entry.manifest.id.hasSuffix(suffix) { catalogue.add(entry) }
        return catalogue
    }

    private static func make(_ stages: [String]) -> StageCatalogue {
        var catalogue = StageCatalogue()
        for stage in stages {
            do {
                let manifest = try StageManifest(json: JSONValue.parse(stage))
                catalogue.add(.init(manifest: manifest, library: "/plugins/\(manifest.shortName).so"))
            } catch {
                fatalError("a manifest of the tests is wrong: \(error)")
            }
        }
        return catalogue
    }

    private static func passing(_ name: String, _ formats: String, _ more: String = "", settings: String = "") -> String
    {
        """
        {"id":"io.sluice.\(name)","version":"1.0.0","inputs":[{"name":"frames","kind":"frame","formats":[\(formats)]}],
        "outputs":[{"name":"frames","kind":"same","as":"frames"}\(more)],"state":"stream",
        "configuration":{"type":"object","additionalProperties":false,"properties":{\(settings)}}}
        """
    }

    private static let stages = [
        passing(
            "face-detector", #""i420","nv12","gray8","rgb""#, #",{"name":"rejected","kind":"same","as":"frames"}"#,
            settings: #"""
                "backend":{"description":"How.","type":"string","enum":["hog","onnx"],"default":"hog"},
                "model":{"description":"File.","anyOf":[{"type":"string"},{"type":"null"}],"default":null,"x-sluice-path":"read"},
                "threshold":{"description":"Score.","type":"number","minimum":0,"maximum":1,"default":0.5},
                "sizes":{"description":"Sizes.","type":"array","items":{"type":"integer","minimum":1},"default":[20]},
                "weights":{"description":"Weights.","type":"object","additionalProperties":false,"properties":{
                    "a":{"type":"number","default":0.25},"b":{"type":"number","default":0.75}},"default":{"a":0.25,"b":0.75}},
                "key":{"description":"Password.","type":"string","default":"","x-sluice-secret":true}
                """#),
        passing("tracker", #""i420","nv12","gray8","rgb""#, #",{"name":"events","kind":"record","optional":true}"#)
            .replacing("\"state\"", with: "\"advances\":true,\"holds_frames\":2,\"state\""),
        passing("gray-only", #""gray8""#),
        passing("rgb-only", #""rgb""#),
        passing("batcher", #""i420","rgb""#).replacing("\"stream\"", with: "\"graph\""),
        passing("uploader", "").replacing("\"state\"", with: "\"blocking\":true,\"state\""),
        """
        {"id":"io.sluice.cropper","version":"1.0.0","inputs":[{"name":"frames","kind":"frame","formats":["i420","rgb"]}],
        "outputs":[{"name":"crops","kind":"frame","formats":["rgb"]}],"state":"none",
        "configuration":{"type":"object","additionalProperties":false,"required":["width"],
        "properties":{"width":{"type":"integer","minimum":1,"maximum":4096}}}}
        """,
        """
        {"id":"io.sluice.passthrough","version":"1.0.0","inputs":[{"name":"in","kind":"any"}],
        "outputs":[{"name":"out","kind":"same","as":"in","optional":true}],"state":"none"}
        """,
        """
        {"id":"io.sluice.overlay","version":"1.0.0","inputs":[{"name":"frames","kind":"frame","formats":["rgb","i420"]},
        {"name":"regions","kind":"any"}],"outputs":[{"name":"frames","kind":"frame","formats":["rgb","i420"]}],"state":"none"}
        """,
        """
        {"id":"io.sluice.image-sink","version":"1.0.0","inputs":[{"name":"frames","kind":"frame","formats":["rgb","gray8"]}],
        "outputs":[],"state":"none","blocking":true,"configuration":{"type":"object","additionalProperties":false,
        "properties":{"directory":{"type":"string","default":"out","x-sluice-path":"write"}}}}
        """,
        """
        {"id":"io.sluice.record-sink","version":"1.0.0","inputs":[{"name":"records","kind":"record"}],"outputs":[],
        "state":"none","configuration":{"type":"object","properties":{"path":{"type":"string","default":"-","x-sluice-path":"write"}}}}
        """,
        """
        {"id":"io.sluice.null-sink","version":"1.0.0","inputs":[{"name":"in","kind":"any"}],"outputs":[],"state":"none"}
        """,
        """
        {"id":"io.sluice.encoder","version":"1.0.0","inputs":[{"name":"frames","kind":"frame","formats":["i420"]}],
        "outputs":[{"name":"packets","kind":"packet","codecs":["h264"]}],"state":"stream"}
        """,
        """
        {"id":"io.sluice.jpeg-sink","version":"1.0.0","inputs":[{"name":"packets","kind":"packet","codecs":["jpeg"]}],
        "outputs":[],"state":"none"}
        """,
        """
        {"id":"io.sluice.generator","version":"1.0.0","inputs":[],"outputs":[{"name":"frames","kind":"frame",
        "formats":["rgb"]}],"state":"stream"}
        """,
        """
        {"id":"io.sluice.convert","version":"1.0.0","inputs":[{"name":"frames","kind":"frame",
        "formats":["i420","nv12","gray8","rgb","bgr","rgba"]}],"outputs":[{"name":"frames","kind":"frame",
        "formats":["i420","nv12","gray8","rgb","bgr","rgba"]}],"state":"none","configuration":{"type":"object",
        "additionalProperties":false,"properties":{"format":{"type":"string","enum":["i420","nv12","gray8","rgb","bgr","rgba"],
        "default":"rgb"},"quality":{"type":"string","enum":["fast","good"],"default":"fast"}}}}
        """,
    ]
}
