// A stage in C++: finds what moves. Each stream has a background that follows the picture slowly; cells that differ from
// it and touch each other become one region with the label "motion".
#include <sluice/sluice.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

static_assert(SLUICE_ABI_DRAFT == 2u, "the manifest below names the draft it is built for");

namespace {

const char manifest[] = R"({"sluice":"1","library":{"name":"org.example.motion","version":"1.0.0"},
"abi":{"major":1,"minor":0,"draft":2},"stages":[{
"id":"org.example.motion","version":"1.0.0","license":"Apache-2.0",
"summary":"Finds what moves against a background that it learns.",
"inputs":[{"name":"in","kind":"frame","formats":["gray8"],"description":"Brightness of the picture."}],
"outputs":[{"name":"out","kind":"same","as":"in","description":"The same pictures, with regions."}],
"state":"stream","max_outputs":1,
"configuration":{"type":"object","additionalProperties":false,"properties":{
"threshold":{"type":"number","minimum":1,"maximum":255,"default":18,"x-sluice-live":true,
"description":"Difference from the background, in grey levels, from which a cell moves."},
"learning":{"type":"number","minimum":0,"maximum":1,"default":0.05,
"description":"Share of each new frame in the background; 0 keeps the first frame."},
"cell_pixels":{"type":"integer","minimum":2,"maximum":64,"default":8,
"description":"Side of the square cells that the picture is looked at in, in pixels."},
"min_cells":{"type":"integer","minimum":1,"maximum":10000,"default":2,
"description":"Fewest cells that make a region."}}}}]})";

constexpr uint32_t most_regions = 1000;

// A picture in cells: their mean brightness.
struct Grid {
    uint32_t columns = 0, rows = 0;
    std::vector<float> means;
};

struct Box {
    uint32_t left, top, right, bottom, cells;
    float strongest;
};

class Motion final : public sluice::Stage {
public:
    Motion(const sluice::Host &host, const sluice::Settings &settings)
        : host(host), learning(float(settings.number("learning", 0.05))), label(host.intern("motion")),
          cell(uint32_t(settings.integer("cell_pixels", 8))), min_cells(uint32_t(settings.integer("min_cells", 2))) {
        set(settings);
    }

    void set(const sluice::Settings &settings) override { threshold = float(settings.number("threshold", 18)); }

    void end(uint32_t, uint32_t stream) override { backgrounds.erase(stream); }
    void stop() override { backgrounds.clear(); }
    void reset(uint32_t stream) override {
        if (stream == UINT32_MAX)
            backgrounds.clear();
        else
            backgrounds.erase(stream);
    }

    void process(uint32_t, const sluice_item &item) override {
        if (item.kind != SLUICE_ITEM_FRAME || item.payload.frame->pixel_format != SLUICE_PIXEL_GRAY8)
            throw sluice::Error(SLUICE_E_FORMAT, "a frame in gray8 is needed");
        const sluice_plane &plane = item.payload.frame->planes[0];
        Grid &background = backgrounds[item.stream];
        measure(plane);
        if (background.columns != now.columns || background.rows != now.rows) background = now;
        compare(background);
        gather();
        if (boxes.empty()) {
            host.emit(item);
            return;
        }
        sluice::NewRegions regions = host.new_regions(item, uint32_t(boxes.size()));
        for (const Box &box : boxes) {
            float x = float(box.left * cell), y = float(box.top * cell);
            float right = std::min(float(box.right * cell), float(plane.width));
            float bottom = std::min(float(box.bottom * cell), float(plane.height));
            regions.append(x, y, right - x, bottom - y, label, std::min(1.0f, box.strongest / 255));
        }
        host.emit(item, regions);
    }

private:
    void measure(const sluice_plane &plane) {
        now.columns = (plane.width + cell - 1) / cell;
        now.rows = (plane.height + cell - 1) / cell;
        now.means.assign(size_t(now.columns) * now.rows, 0);
        for (uint32_t y = 0; y < plane.height; ++y) {
            const uint8_t *row = plane.data + uint64_t(y) * plane.row_stride_bytes;
            float *means = &now.means[size_t(y / cell) * now.columns];
            for (uint32_t column = 0; column < now.columns; ++column) {
                uint32_t sum = 0, last = std::min((column + 1) * cell, plane.width);
                for (uint32_t x = column * cell; x < last; ++x) sum += row[x];
                means[column] += float(sum);
            }
        }
        for (uint32_t y = 0; y < now.rows; ++y)
            for (uint32_t x = 0; x < now.columns; ++x) {
                uint32_t width = std::min(cell, plane.width - x * cell), height = std::min(cell, plane.height - y * cell);
                now.means[size_t(y) * now.columns + x] /= float(width * height);
            }
    }

    // Differences of cells that move, 0 for the others; the background comes closer to the picture.
    void compare(Grid &background) {
        moved.resize(now.means.size());
        for (size_t index = 0; index < now.means.size(); ++index) {
            float difference = now.means[index] - background.means[index];
            moved[index] = std::fabs(difference) >= threshold ? std::fabs(difference) : 0;
            background.means[index] += learning * difference;
        }
    }

    // Cells that touch, also at corners, are one box. A stack of its own: the picture says how deep it goes.
    void gather() {
        boxes.clear();
        for (uint32_t y = 0; y < now.rows; ++y)
            for (uint32_t x = 0; x < now.columns; ++x) {
                if (moved[size_t(y) * now.columns + x] == 0) continue;
                Box box = flood(x, y);
                if (box.cells >= min_cells && boxes.size() < most_regions) boxes.push_back(box);
            }
    }

    Box flood(uint32_t x, uint32_t y) {
        Box box{x, y, x + 1, y + 1, 0, 0};
        visit(x, y, box);
        while (!stack.empty()) {
            uint32_t index = stack.back(), column = index % now.columns, row = index / now.columns;
            stack.pop_back();
            for (uint32_t v = row ? row - 1 : 0; v <= row + 1 && v < now.rows; ++v)
                for (uint32_t u = column ? column - 1 : 0; u <= column + 1 && u < now.columns; ++u) visit(u, v, box);
        }
        return box;
    }

    void visit(uint32_t x, uint32_t y, Box &box) {
        uint32_t index = y * now.columns + x;
        if (moved[index] == 0) return;
        box.left = std::min(box.left, x), box.right = std::max(box.right, x + 1);
        box.top = std::min(box.top, y), box.bottom = std::max(box.bottom, y + 1);
        box.strongest = std::max(box.strongest, moved[index]);
        ++box.cells;
        moved[index] = 0;
        stack.push_back(index);
    }

    sluice::Host host;
    float threshold = 18, learning;
    uint32_t label, cell, min_cells;
    std::map<uint32_t, Grid> backgrounds;
    Grid now;
    std::vector<float> moved;
    std::vector<uint32_t> stack;
    std::vector<Box> boxes;
};

} // namespace

SLUICE_PLUGIN(Motion, "org.example.motion", manifest)
