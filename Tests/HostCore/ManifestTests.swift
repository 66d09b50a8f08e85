import Foundation
import HostCore
import Testing

@Suite("Manifests")
struct ManifestTests {
    private let library = """
        {"sluice":"1","library":{"name":"faces","version":"1.2.0"},"abi":{"major":1,"minor":0,"draft":1},
         "build_id":"ab12","file":"faces.so","later":"kept out","stages":[
         {"id":"io.sluice.face-detector","version":"1.4.2","summary":"Finds faces.","license":"Apache-2.0",
          "inputs":[{"name":"frames","kind":"frame","formats":["gray8","i420"],"description":"Pictures."}],
          "outputs":[{"name":"frames","kind":"same","as":"frames"},{"name":"events","kind":"record","optional":true}],
          "state":"stream","holds_frames":2,"holds":true,"max_outputs":8,"blocking":false,"advances":true,
          "scores":["a"],"records":["b"],"configuration":{"type":"object","properties":{}}}]}
        """

    @Test("a library's manifest is read in full")
    func whole() throws {
        let manifest = try LibraryManifest(parsing: Array(library.utf8))
        #expect(manifest.name == "faces")
        #expect(manifest.abi == .init(major: 1, minor: 0, draft: 1))
        #expect(manifest.buildID == "ab12")
        #expect(manifest.file == "faces.so")
        let stage = try #require(manifest.stages.first)
        #expect(stage.shortName == "face-detector")
        #expect(stage.majorVersion == 1)
        #expect(stage.inputs.first?.formats == [.gray8, .i420])
        #expect(stage.inputs.first?.contentText == "frames in gray8 or i420")
        #expect(stage.outputs.first?.content == .same(as: "frames"))
        #expect(stage.outputs.last?.optional == true)
        #expect(stage.state == .stream)
        #expect(stage.holdsFrames == 2 && stage.holds && stage.advances && stage.maxOutputs == 8)
    }

    @Test(
        "a wrong manifest names the member",
        arguments: [
            (#""sluice":"1""#, #""sluice":"2""#, "grammar \"2\""),
            (#""name":"faces","#, "", "library.name of the manifest is missing"),
            (#""major":1,"#, "", "abi.major of the manifest is missing"),
            (
                #""state":"stream""#, #""state":"much""#,
                "stage io.sluice.face-detector.state of the manifest must be none"
            ),
            (#""kind":"frame""#, #""kind":"fog""#, "inputs[0].kind of the manifest must be any, same or one of frame"),
            (#""gray8","#, #""gray9","#, "names the pixel format gray9"),
            (#""as":"frames""#, #""as":"nothing""#, "names the input 'nothing', which is not there"),
            (#""name":"events""#, #""name":"frames""#, "names the port 'frames' twice"),
            (#""holds_frames":2"#, #""holds_frames":-2"#, "holds_frames of the manifest must be a whole number"),
            (#""stages":["#, #""stages":{},"x":["#, "root.stages of the manifest must be a list"),
            ("{\"sluice\"", "[\"sluice\"", "the manifest is not JSON"),
        ])
    func wrong(part: String, replacement: String, expected: String) throws {
        let start = try #require(library.range(of: part))
        let text = library.replacingCharacters(in: start, with: replacement)
        let error = #expect(throws: HostError.self) { try LibraryManifest(parsing: Array(text.utf8)) }
        #expect(error?.code == .plugin)
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }
}
