import Foundation
import PluginSDK
import TestMaterial

/// The photographs that dlib ships, with the faces that a person has marked.
enum Photographs {
    struct Photograph: CustomStringConvertible {
        let path: String
        let faces: [Box]
        let ignored: [Box]
        var description: String { path }
    }

    static let all: [Photograph] = {
        guard let text = try? TestMaterial.text("faces/dlib/training.xml") else { return [] }
        return text.split(separator: "<image ").dropFirst().compactMap { image in
            guard let file = attribute("file", image) else { return nil }
            let boxes = image.split(separator: "<box ").dropFirst().compactMap { box -> (Box, Bool)? in
                let sides = ["left", "top", "width", "height"].compactMap { attribute($0, box).flatMap(Float.init) }
                guard sides.count == 4 else { return nil }
                let place = Box(x: sides[0], y: sides[1], width: sides[2], height: sides[3])
                return (place, attribute("ignore", box.prefix(while: { $0 != ">" })) == "1")
            }
            return Photograph(
                path: "faces/dlib/" + file, faces: boxes.filter { !$0.1 }.map(\.0),
                ignored: boxes.filter(\.1).map(\.0))
        }
    }()

    /// All of them, with a marked face or without.
    static let paths: [String] = {
        guard let folder = TestMaterial.folder?.appending(path: "faces/dlib").path,
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        else { return [] }
        return names.filter { $0.hasSuffix(".jpg") }.sorted().map { "faces/dlib/" + $0 }
    }()

    /// How many of the marked faces a set of boxes finds: each by one box that overlaps it by half.
    static func trueFaces(_ boxes: [Box], in photograph: Photograph) -> Int {
        photograph.faces.count { face in boxes.contains { $0.overlap(face) >= 0.5 } }
    }

    private static func attribute(_ name: String, _ text: Substring) -> String? {
        guard let start = text.range(of: name + "='") ?? text.range(of: name + "=\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "'" && $0 != "\"" })
    }
}
