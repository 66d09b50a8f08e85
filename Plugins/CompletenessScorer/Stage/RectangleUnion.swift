import PluginSDK

/// Exact area of a union of rectangles, by a sweep from left to right over the columns between their edges (J. Bentley,
/// "Algorithms for Klee's rectangle problems", 1977, in its plain form). Its arrays are kept from call to call.
struct RectangleUnion {
    private var rectangles: [Box] = []
    private var edges: [Float] = []
    private var spans: [(top: Float, bottom: Float)] = []

    /// Forgets all rectangles.
    mutating func clear() { rectangles.removeAll(keepingCapacity: true) }

    /// Adds a rectangle; empty and inverted ones count nothing.
    mutating func add(_ box: Box) { if box.area > 0 { rectangles.append(box) } }

    /// The area that at least one rectangle covers.
    /// - Complexity: O(n² log n).
    mutating func area() -> Double {
        guard rectangles.count > 1 else { return rectangles.first.map(Self.area) ?? 0 }
        edges.removeAll(keepingCapacity: true)
        for box in rectangles {
            edges.append(box.x)
            edges.append(box.right)
        }
        edges.sort()
        var sum = 0.0
        for index in 1..<edges.count where edges[index] > edges[index - 1] {
            sum += Double(edges[index] - edges[index - 1]) * height(from: edges[index - 1], to: edges[index])
        }
        return sum
    }

    /// How much of a column is covered from top to bottom.
    private mutating func height(from left: Float, to right: Float) -> Double {
        spans.removeAll(keepingCapacity: true)
        for box in rectangles where box.x <= left && box.right >= right { spans.append((box.y, box.bottom)) }
        spans.sort { $0.top < $1.top }
        var sum = 0.0
        var reached = -Float.infinity
        for span in spans where span.bottom > reached {
            sum += Double(span.bottom) - Double(max(span.top, reached))
            reached = span.bottom
        }
        return sum
    }

    private static func area(_ box: Box) -> Double { Double(box.width) * Double(box.height) }
}
