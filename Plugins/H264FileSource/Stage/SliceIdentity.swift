import RTP

/// What of a picture parameter set (ITU-T H.264, 7.3.2.2) is needed to read slice headers.
struct PictureParameters: Sendable {
    let id: UInt32
    let sequence: UInt32
    let hasBottomOrder: Bool

    init?(_ unit: RawSpan) {
        var reader = BitReader(unit)
        reader.skip(8)
        id = reader.unsigned()
        sequence = reader.unsigned()
        reader.skip(1)
        hasBottomOrder = reader.bit()
        guard !reader.isBeyondEnd, id < 256, sequence < 32 else { return nil }
    }
}

/// What the slices of one primary coded picture have in common (ITU-T H.264, 7.4.1.2.4).
struct SliceIdentity: Sendable {
    let isIDR: Bool
    let isReference: Bool
    private let frameNumber: UInt32
    private let pictureSet: UInt32
    /// Whether it is a slice of a field.
    let isField: Bool
    private let isBottom: Bool
    private var idrNumber: UInt32 = 0
    private var order: (UInt32, Int32, Int32) = (0, 0, 0)
    /// Bits of the order count's lower part; `nil` where pictures are counted in another way.
    private(set) var orderBits: Int?
    /// By how many places pictures of its sequence may be out of order, if the sequence says it.
    let reorderDepth: Int?
    /// pic_order_cnt_lsb
    var orderLower: UInt32 { order.0 }

    /// - Returns: `nil` when its parameter sets are not known, or it is cut off.
    init?(_ unit: RawSpan, pictures: [UInt32: PictureParameters], sequences: [UInt32: SequenceParameters]) {
        var reader = BitReader(unit, limit: 64)
        let header = reader.bits(8)
        isIDR = header & 0x1F == 5
        isReference = header & 0x60 != 0
        _ = (reader.unsigned(), reader.unsigned())
        pictureSet = reader.unsigned()
        guard let picture = pictures[pictureSet], let sequence = sequences[picture.sequence] else { return nil }
        reorderDepth = sequence.reorderDepth
        if sequence.hasSeparatePlanes { reader.skip(2) }
        frameNumber = reader.bits(sequence.frameNumberBits)
        isField = sequence.isFrameOnly ? false : reader.bit()
        isBottom = isField ? reader.bit() : false
        if isIDR { idrNumber = reader.unsigned() }
        if sequence.orderType == 0 {
            order.0 = reader.bits(sequence.orderBits)
            orderBits = sequence.orderBits
            if picture.hasBottomOrder, !isField { order.1 = reader.signed() }
        } else if sequence.orderType == 1, !sequence.isDeltaAlwaysZero {
            order.1 = reader.signed()
            if picture.hasBottomOrder, !isField { order.2 = reader.signed() }
        }
        guard !reader.isBeyondEnd else { return nil }
    }

    /// Whether a slice with this identity begins another picture than that of `other`. The picture parameter set is left
    /// out of it: redundant pictures may name another one, and no two pictures in a row differ in that alone.
    func isOtherPicture(_ other: SliceIdentity) -> Bool {
        isIDR != other.isIDR || isReference != other.isReference || frameNumber != other.frameNumber
            || isField != other.isField || isBottom != other.isBottom || idrNumber != other.idrNumber
            || order != other.order
    }
}
