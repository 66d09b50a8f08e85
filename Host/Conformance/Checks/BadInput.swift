/// `bad.*`: input that is legal and odd.
enum BadInput {
    static let checks: [Check] = [
        Check("bad.01", "sizes", .must, .stage, "Frames of every size from 1x1 up do no harm, in each format.") {
            trial throws(CheckEnd) in try BadInputBodies.sizes(trial)
        },
        Check("bad.02", "strides", .must, .stage, "Rows may be any multiple of 64 bytes apart, with the same result.") {
            trial throws(CheckEnd) in try BadInputBodies.strides(trial)
        },
        Check("bad.04", "corrupt-packet", .must, .stage, "Packets that are damaged, cut off or empty do no harm.") {
            trial throws(CheckEnd) in try BadInputItems.packets(trial)
        },
        Check(
            "bad.05", "odd-regions", .must, .stage,
            "Thousands of boxes, boxes that are no numbers, and long labels do no harm."
        ) {
            trial throws(CheckEnd) in try BadInputItems.regions(trial)
        },
        Check("bad.06", "call-fuzz", .must, .stage, "Any legal order of calls does no harm.") {
            trial throws(CheckEnd) in
            try CallFuzz.run(trial)
        },
        Check("bad.07", "content", .must, .stage, "No picture makes the stage emit numbers that are not finite.") {
            trial throws(CheckEnd) in try BadInputBodies.content(trial)
        },
    ]
}
