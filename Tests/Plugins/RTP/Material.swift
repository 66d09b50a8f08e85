import Foundation
import TestMaterial

enum Material {
    static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: TestMaterial.file(path))) }
}
