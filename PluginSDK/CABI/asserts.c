/* Made by scripts/abi-layout --write. The build fails here when a compiler lays out the contract in another way
 * than the golden file beside this one says. */
#include "sluice/abi.h"
#include "sluice/config.h"
#include "sluice/ext/batch.h"
#include "sluice/ext/draft/io.h"
#include "sluice/ext/draft/metrics.h"
#include "sluice/ext/models.h"
#include "sluice/ext/params.h"
#include "sluice/ext/state.h"
#include "sluice/host.h"
#include "sluice/item.h"
#include "sluice/plugin.h"
#include "sluice/region.h"
#include "sluice/sluice.h"
#include "sluice/stage.h"

#include <stddef.h>

_Static_assert(SLUICE_ABI_MAJOR == 1, "SLUICE_ABI_MAJOR");
_Static_assert(SLUICE_ABI_MINOR == 0, "SLUICE_ABI_MINOR");
_Static_assert(SLUICE_ABI_DRAFT == 2, "SLUICE_ABI_DRAFT");
_Static_assert(SLUICE_OK == 0, "SLUICE_OK");
_Static_assert(SLUICE_NEED_MORE == 1, "SLUICE_NEED_MORE");
_Static_assert(SLUICE_DROPPED == 2, "SLUICE_DROPPED");
_Static_assert(SLUICE_END == 3, "SLUICE_END");
_Static_assert(SLUICE_CANCELLED == 4, "SLUICE_CANCELLED");
_Static_assert(SLUICE_E_FAILED == -1, "SLUICE_E_FAILED");
_Static_assert(SLUICE_E_STATE == -2, "SLUICE_E_STATE");
_Static_assert(SLUICE_E_ARGUMENT == -3, "SLUICE_E_ARGUMENT");
_Static_assert(SLUICE_E_CONFIG == -4, "SLUICE_E_CONFIG");
_Static_assert(SLUICE_E_FORMAT == -5, "SLUICE_E_FORMAT");
_Static_assert(SLUICE_E_LIMIT == -6, "SLUICE_E_LIMIT");
_Static_assert(SLUICE_E_MEMORY == -7, "SLUICE_E_MEMORY");
_Static_assert(SLUICE_E_UNSUPPORTED == -8, "SLUICE_E_UNSUPPORTED");
_Static_assert(SLUICE_E_IO == -9, "SLUICE_E_IO");
_Static_assert(SLUICE_E_MISSING == -10, "SLUICE_E_MISSING");
_Static_assert(SLUICE_LOG_DEBUG == 0, "SLUICE_LOG_DEBUG");
_Static_assert(SLUICE_LOG_INFO == 1, "SLUICE_LOG_INFO");
_Static_assert(SLUICE_LOG_WARNING == 2, "SLUICE_LOG_WARNING");
_Static_assert(SLUICE_LOG_ERROR == 3, "SLUICE_LOG_ERROR");
_Static_assert(SLUICE_VALUE_NULL == 0, "SLUICE_VALUE_NULL");
_Static_assert(SLUICE_VALUE_BOOL == 1, "SLUICE_VALUE_BOOL");
_Static_assert(SLUICE_VALUE_INTEGER == 2, "SLUICE_VALUE_INTEGER");
_Static_assert(SLUICE_VALUE_NUMBER == 3, "SLUICE_VALUE_NUMBER");
_Static_assert(SLUICE_VALUE_TEXT == 4, "SLUICE_VALUE_TEXT");
_Static_assert(SLUICE_VALUE_ARRAY == 5, "SLUICE_VALUE_ARRAY");
_Static_assert(SLUICE_VALUE_OBJECT == 6, "SLUICE_VALUE_OBJECT");
_Static_assert(SLUICE_IO_READABLE == 1, "SLUICE_IO_READABLE");
_Static_assert(SLUICE_IO_WRITABLE == 2, "SLUICE_IO_WRITABLE");
_Static_assert(SLUICE_METRIC_COUNTER == 1, "SLUICE_METRIC_COUNTER");
_Static_assert(SLUICE_METRIC_GAUGE == 2, "SLUICE_METRIC_GAUGE");
_Static_assert(SLUICE_ITEM_FRAME == 1, "SLUICE_ITEM_FRAME");
_Static_assert(SLUICE_ITEM_AUDIO == 2, "SLUICE_ITEM_AUDIO");
_Static_assert(SLUICE_ITEM_PACKET == 3, "SLUICE_ITEM_PACKET");
_Static_assert(SLUICE_ITEM_TENSOR == 4, "SLUICE_ITEM_TENSOR");
_Static_assert(SLUICE_ITEM_RECORD == 5, "SLUICE_ITEM_RECORD");
_Static_assert(SLUICE_PIXEL_I420 == 1, "SLUICE_PIXEL_I420");
_Static_assert(SLUICE_PIXEL_NV12 == 2, "SLUICE_PIXEL_NV12");
_Static_assert(SLUICE_PIXEL_GRAY8 == 3, "SLUICE_PIXEL_GRAY8");
_Static_assert(SLUICE_PIXEL_RGB == 4, "SLUICE_PIXEL_RGB");
_Static_assert(SLUICE_PIXEL_BGR == 5, "SLUICE_PIXEL_BGR");
_Static_assert(SLUICE_PIXEL_RGBA == 6, "SLUICE_PIXEL_RGBA");
_Static_assert(SLUICE_MEMORY_HOST == 0, "SLUICE_MEMORY_HOST");
_Static_assert(SLUICE_FLAG_DISCONTINUITY == 1, "SLUICE_FLAG_DISCONTINUITY");
_Static_assert(SLUICE_FLAG_KEY == 2, "SLUICE_FLAG_KEY");
_Static_assert(SLUICE_FLAG_CORRUPT == 4, "SLUICE_FLAG_CORRUPT");
_Static_assert(SLUICE_FLAG_GAP == 8, "SLUICE_FLAG_GAP");
_Static_assert(SLUICE_TENSOR_U8 == 1, "SLUICE_TENSOR_U8");
_Static_assert(SLUICE_TENSOR_I32 == 2, "SLUICE_TENSOR_I32");
_Static_assert(SLUICE_TENSOR_I64 == 3, "SLUICE_TENSOR_I64");
_Static_assert(SLUICE_TENSOR_F16 == 4, "SLUICE_TENSOR_F16");
_Static_assert(SLUICE_TENSOR_F32 == 5, "SLUICE_TENSOR_F32");
_Static_assert(SLUICE_TENSOR_BOOL == 6, "SLUICE_TENSOR_BOOL");
_Static_assert(SLUICE_TENSOR_I8 == 7, "SLUICE_TENSOR_I8");
_Static_assert(SLUICE_TENSOR_I16 == 8, "SLUICE_TENSOR_I16");
_Static_assert(SLUICE_TENSOR_U16 == 9, "SLUICE_TENSOR_U16");
_Static_assert(SLUICE_TENSOR_U32 == 10, "SLUICE_TENSOR_U32");
_Static_assert(SLUICE_TENSOR_U64 == 11, "SLUICE_TENSOR_U64");
_Static_assert(SLUICE_TENSOR_F64 == 12, "SLUICE_TENSOR_F64");
_Static_assert(SLUICE_TENSOR_BF16 == 13, "SLUICE_TENSOR_BF16");
_Static_assert(SLUICE_REGION_PREDICTED == 1, "SLUICE_REGION_PREDICTED");
_Static_assert(SLUICE_INPUT == 0, "SLUICE_INPUT");
_Static_assert(SLUICE_OUTPUT == 1, "SLUICE_OUTPUT");
_Static_assert(SLUICE_STREAM_LIVE == 1, "SLUICE_STREAM_LIVE");

_Static_assert(sizeof(sluice_text_sink) == 24, "size of sluice_text_sink");
_Static_assert(_Alignof(sluice_text_sink) == 8, "alignment of sluice_text_sink");
_Static_assert(offsetof(sluice_text_sink, struct_size) == 0, "sluice_text_sink.struct_size");
_Static_assert(offsetof(sluice_text_sink, reserved) == 4, "sluice_text_sink.reserved");
_Static_assert(offsetof(sluice_text_sink, context) == 8, "sluice_text_sink.context");
_Static_assert(offsetof(sluice_text_sink, write) == 16, "sluice_text_sink.write");

_Static_assert(sizeof(sluice_rect) == 16, "size of sluice_rect");
_Static_assert(_Alignof(sluice_rect) == 4, "alignment of sluice_rect");
_Static_assert(offsetof(sluice_rect, x) == 0, "sluice_rect.x");
_Static_assert(offsetof(sluice_rect, y) == 4, "sluice_rect.y");
_Static_assert(offsetof(sluice_rect, width) == 8, "sluice_rect.width");
_Static_assert(offsetof(sluice_rect, height) == 12, "sluice_rect.height");

_Static_assert(sizeof(sluice_value) == 56, "size of sluice_value");
_Static_assert(_Alignof(sluice_value) == 8, "alignment of sluice_value");
_Static_assert(offsetof(sluice_value, type) == 0, "sluice_value.type");
_Static_assert(offsetof(sluice_value, subtree_nodes) == 4, "sluice_value.subtree_nodes");
_Static_assert(offsetof(sluice_value, child_count) == 8, "sluice_value.child_count");
_Static_assert(offsetof(sluice_value, key_bytes) == 12, "sluice_value.key_bytes");
_Static_assert(offsetof(sluice_value, key) == 16, "sluice_value.key");
_Static_assert(offsetof(sluice_value, text) == 24, "sluice_value.text");
_Static_assert(offsetof(sluice_value, text_bytes) == 32, "sluice_value.text_bytes");
_Static_assert(offsetof(sluice_value, integer) == 40, "sluice_value.integer");
_Static_assert(offsetof(sluice_value, number) == 48, "sluice_value.number");

_Static_assert(sizeof(sluice_config) == 32, "size of sluice_config");
_Static_assert(_Alignof(sluice_config) == 8, "alignment of sluice_config");
_Static_assert(offsetof(sluice_config, struct_size) == 0, "sluice_config.struct_size");
_Static_assert(offsetof(sluice_config, node_count) == 4, "sluice_config.node_count");
_Static_assert(offsetof(sluice_config, nodes) == 8, "sluice_config.nodes");
_Static_assert(offsetof(sluice_config, json) == 16, "sluice_config.json");
_Static_assert(offsetof(sluice_config, json_bytes) == 24, "sluice_config.json_bytes");

_Static_assert(sizeof(sluice_batch) == 24, "size of sluice_batch");
_Static_assert(_Alignof(sluice_batch) == 8, "alignment of sluice_batch");
_Static_assert(offsetof(sluice_batch, struct_size) == 0, "sluice_batch.struct_size");
_Static_assert(offsetof(sluice_batch, max_items) == 4, "sluice_batch.max_items");
_Static_assert(offsetof(sluice_batch, max_wait_ns) == 8, "sluice_batch.max_wait_ns");
_Static_assert(offsetof(sluice_batch, process) == 16, "sluice_batch.process");

_Static_assert(sizeof(sluice_io_host) == 24, "size of sluice_io_host");
_Static_assert(_Alignof(sluice_io_host) == 8, "alignment of sluice_io_host");
_Static_assert(offsetof(sluice_io_host, struct_size) == 0, "sluice_io_host.struct_size");
_Static_assert(offsetof(sluice_io_host, reserved) == 4, "sluice_io_host.reserved");
_Static_assert(offsetof(sluice_io_host, watch) == 8, "sluice_io_host.watch");
_Static_assert(offsetof(sluice_io_host, wake_at) == 16, "sluice_io_host.wake_at");

_Static_assert(sizeof(sluice_io) == 24, "size of sluice_io");
_Static_assert(_Alignof(sluice_io) == 8, "alignment of sluice_io");
_Static_assert(offsetof(sluice_io, struct_size) == 0, "sluice_io.struct_size");
_Static_assert(offsetof(sluice_io, reserved) == 4, "sluice_io.reserved");
_Static_assert(offsetof(sluice_io, ready) == 8, "sluice_io.ready");
_Static_assert(offsetof(sluice_io, due) == 16, "sluice_io.due");

_Static_assert(sizeof(sluice_metric) == 32, "size of sluice_metric");
_Static_assert(_Alignof(sluice_metric) == 8, "alignment of sluice_metric");
_Static_assert(offsetof(sluice_metric, struct_size) == 0, "sluice_metric.struct_size");
_Static_assert(offsetof(sluice_metric, kind) == 4, "sluice_metric.kind");
_Static_assert(offsetof(sluice_metric, name) == 8, "sluice_metric.name");
_Static_assert(offsetof(sluice_metric, help) == 16, "sluice_metric.help");
_Static_assert(offsetof(sluice_metric, value) == 24, "sluice_metric.value");

_Static_assert(sizeof(sluice_metrics) == 16, "size of sluice_metrics");
_Static_assert(_Alignof(sluice_metrics) == 8, "alignment of sluice_metrics");
_Static_assert(offsetof(sluice_metrics, struct_size) == 0, "sluice_metrics.struct_size");
_Static_assert(offsetof(sluice_metrics, count) == 4, "sluice_metrics.count");
_Static_assert(offsetof(sluice_metrics, read) == 8, "sluice_metrics.read");

_Static_assert(sizeof(sluice_models) == 16, "size of sluice_models");
_Static_assert(_Alignof(sluice_models) == 8, "alignment of sluice_models");
_Static_assert(offsetof(sluice_models, struct_size) == 0, "sluice_models.struct_size");
_Static_assert(offsetof(sluice_models, reserved) == 4, "sluice_models.reserved");
_Static_assert(offsetof(sluice_models, path) == 8, "sluice_models.path");

_Static_assert(sizeof(sluice_params) == 16, "size of sluice_params");
_Static_assert(_Alignof(sluice_params) == 8, "alignment of sluice_params");
_Static_assert(offsetof(sluice_params, struct_size) == 0, "sluice_params.struct_size");
_Static_assert(offsetof(sluice_params, reserved) == 4, "sluice_params.reserved");
_Static_assert(offsetof(sluice_params, set) == 8, "sluice_params.set");

_Static_assert(sizeof(sluice_state) == 24, "size of sluice_state");
_Static_assert(_Alignof(sluice_state) == 8, "alignment of sluice_state");
_Static_assert(offsetof(sluice_state, struct_size) == 0, "sluice_state.struct_size");
_Static_assert(offsetof(sluice_state, version) == 4, "sluice_state.version");
_Static_assert(offsetof(sluice_state, save) == 8, "sluice_state.save");
_Static_assert(offsetof(sluice_state, restore) == 16, "sluice_state.restore");

_Static_assert(sizeof(sluice_frame_spec) == 64, "size of sluice_frame_spec");
_Static_assert(_Alignof(sluice_frame_spec) == 8, "alignment of sluice_frame_spec");
_Static_assert(offsetof(sluice_frame_spec, struct_size) == 0, "sluice_frame_spec.struct_size");
_Static_assert(offsetof(sluice_frame_spec, pixel_format) == 4, "sluice_frame_spec.pixel_format");
_Static_assert(offsetof(sluice_frame_spec, width) == 8, "sluice_frame_spec.width");
_Static_assert(offsetof(sluice_frame_spec, height) == 12, "sluice_frame_spec.height");
_Static_assert(offsetof(sluice_frame_spec, like) == 16, "sluice_frame_spec.like");
_Static_assert(offsetof(sluice_frame_spec, colour) == 24, "sluice_frame_spec.colour");
_Static_assert(offsetof(sluice_frame_spec, region) == 32, "sluice_frame_spec.region");
_Static_assert(offsetof(sluice_frame_spec, to_like) == 40, "sluice_frame_spec.to_like");

_Static_assert(sizeof(sluice_host) == 120, "size of sluice_host");
_Static_assert(_Alignof(sluice_host) == 8, "alignment of sluice_host");
_Static_assert(offsetof(sluice_host, struct_size) == 0, "sluice_host.struct_size");
_Static_assert(offsetof(sluice_host, abi_minor) == 4, "sluice_host.abi_minor");
_Static_assert(offsetof(sluice_host, log) == 8, "sluice_host.log");
_Static_assert(offsetof(sluice_host, report_error) == 16, "sluice_host.report_error");
_Static_assert(offsetof(sluice_host, now_ns) == 24, "sluice_host.now_ns");
_Static_assert(offsetof(sluice_host, emit) == 32, "sluice_host.emit");
_Static_assert(offsetof(sluice_host, regions_new) == 40, "sluice_host.regions_new");
_Static_assert(offsetof(sluice_host, frame_alloc) == 48, "sluice_host.frame_alloc");
_Static_assert(offsetof(sluice_host, frame_ref) == 56, "sluice_host.frame_ref");
_Static_assert(offsetof(sluice_host, frame_unref) == 64, "sluice_host.frame_unref");
_Static_assert(offsetof(sluice_host, frame_keep) == 72, "sluice_host.frame_keep");
_Static_assert(offsetof(sluice_host, intern) == 80, "sluice_host.intern");
_Static_assert(offsetof(sluice_host, text_of) == 88, "sluice_host.text_of");
_Static_assert(offsetof(sluice_host, cancelled) == 96, "sluice_host.cancelled");
_Static_assert(offsetof(sluice_host, progress) == 104, "sluice_host.progress");
_Static_assert(offsetof(sluice_host, get_extension) == 112, "sluice_host.get_extension");

_Static_assert(sizeof(sluice_colour) == 8, "size of sluice_colour");
_Static_assert(_Alignof(sluice_colour) == 1, "alignment of sluice_colour");
_Static_assert(offsetof(sluice_colour, matrix) == 0, "sluice_colour.matrix");
_Static_assert(offsetof(sluice_colour, primaries) == 1, "sluice_colour.primaries");
_Static_assert(offsetof(sluice_colour, transfer) == 2, "sluice_colour.transfer");
_Static_assert(offsetof(sluice_colour, range) == 3, "sluice_colour.range");
_Static_assert(offsetof(sluice_colour, chroma_site) == 4, "sluice_colour.chroma_site");
_Static_assert(offsetof(sluice_colour, reserved) == 5, "sluice_colour.reserved");

_Static_assert(sizeof(sluice_origin) == 48, "size of sluice_origin");
_Static_assert(_Alignof(sluice_origin) == 8, "alignment of sluice_origin");
_Static_assert(offsetof(sluice_origin, seq) == 0, "sluice_origin.seq");
_Static_assert(offsetof(sluice_origin, region) == 8, "sluice_origin.region");
_Static_assert(offsetof(sluice_origin, stream) == 16, "sluice_origin.stream");
_Static_assert(offsetof(sluice_origin, affine) == 20, "sluice_origin.affine");
_Static_assert(offsetof(sluice_origin, reserved) == 44, "sluice_origin.reserved");

_Static_assert(sizeof(sluice_plane) == 32, "size of sluice_plane");
_Static_assert(_Alignof(sluice_plane) == 8, "alignment of sluice_plane");
_Static_assert(offsetof(sluice_plane, data) == 0, "sluice_plane.data");
_Static_assert(offsetof(sluice_plane, size_bytes) == 8, "sluice_plane.size_bytes");
_Static_assert(offsetof(sluice_plane, row_stride_bytes) == 16, "sluice_plane.row_stride_bytes");
_Static_assert(offsetof(sluice_plane, width) == 20, "sluice_plane.width");
_Static_assert(offsetof(sluice_plane, height) == 24, "sluice_plane.height");
_Static_assert(offsetof(sluice_plane, reserved) == 28, "sluice_plane.reserved");

_Static_assert(sizeof(sluice_frame) == 232, "size of sluice_frame");
_Static_assert(_Alignof(sluice_frame) == 8, "alignment of sluice_frame");
_Static_assert(offsetof(sluice_frame, struct_size) == 0, "sluice_frame.struct_size");
_Static_assert(offsetof(sluice_frame, pixel_format) == 4, "sluice_frame.pixel_format");
_Static_assert(offsetof(sluice_frame, handle) == 8, "sluice_frame.handle");
_Static_assert(offsetof(sluice_frame, width) == 16, "sluice_frame.width");
_Static_assert(offsetof(sluice_frame, height) == 20, "sluice_frame.height");
_Static_assert(offsetof(sluice_frame, plane_count) == 24, "sluice_frame.plane_count");
_Static_assert(offsetof(sluice_frame, memory_kind) == 28, "sluice_frame.memory_kind");
_Static_assert(offsetof(sluice_frame, planes) == 32, "sluice_frame.planes");
_Static_assert(offsetof(sluice_frame, colour) == 160, "sluice_frame.colour");
_Static_assert(offsetof(sluice_frame, rotation_degrees) == 168, "sluice_frame.rotation_degrees");
_Static_assert(offsetof(sluice_frame, sample_aspect_num) == 172, "sluice_frame.sample_aspect_num");
_Static_assert(offsetof(sluice_frame, sample_aspect_den) == 176, "sluice_frame.sample_aspect_den");
_Static_assert(offsetof(sluice_frame, flags) == 180, "sluice_frame.flags");
_Static_assert(offsetof(sluice_frame, origin) == 184, "sluice_frame.origin");

_Static_assert(sizeof(sluice_packet) == 56, "size of sluice_packet");
_Static_assert(_Alignof(sluice_packet) == 8, "alignment of sluice_packet");
_Static_assert(offsetof(sluice_packet, struct_size) == 0, "sluice_packet.struct_size");
_Static_assert(offsetof(sluice_packet, codec) == 4, "sluice_packet.codec");
_Static_assert(offsetof(sluice_packet, data) == 8, "sluice_packet.data");
_Static_assert(offsetof(sluice_packet, bytes) == 16, "sluice_packet.bytes");
_Static_assert(offsetof(sluice_packet, config) == 24, "sluice_packet.config");
_Static_assert(offsetof(sluice_packet, config_bytes) == 32, "sluice_packet.config_bytes");
_Static_assert(offsetof(sluice_packet, dts_ns) == 40, "sluice_packet.dts_ns");
_Static_assert(offsetof(sluice_packet, flags) == 48, "sluice_packet.flags");
_Static_assert(offsetof(sluice_packet, reserved) == 52, "sluice_packet.reserved");

_Static_assert(sizeof(sluice_tensor) == 168, "size of sluice_tensor");
_Static_assert(_Alignof(sluice_tensor) == 8, "alignment of sluice_tensor");
_Static_assert(offsetof(sluice_tensor, struct_size) == 0, "sluice_tensor.struct_size");
_Static_assert(offsetof(sluice_tensor, element_type) == 4, "sluice_tensor.element_type");
_Static_assert(offsetof(sluice_tensor, rank) == 8, "sluice_tensor.rank");
_Static_assert(offsetof(sluice_tensor, name) == 12, "sluice_tensor.name");
_Static_assert(offsetof(sluice_tensor, memory_kind) == 16, "sluice_tensor.memory_kind");
_Static_assert(offsetof(sluice_tensor, reserved) == 20, "sluice_tensor.reserved");
_Static_assert(offsetof(sluice_tensor, data) == 24, "sluice_tensor.data");
_Static_assert(offsetof(sluice_tensor, bytes) == 32, "sluice_tensor.bytes");
_Static_assert(offsetof(sluice_tensor, dimensions) == 40, "sluice_tensor.dimensions");
_Static_assert(offsetof(sluice_tensor, byte_strides) == 104, "sluice_tensor.byte_strides");

_Static_assert(sizeof(sluice_audio) == 24, "size of sluice_audio");
_Static_assert(_Alignof(sluice_audio) == 8, "alignment of sluice_audio");
_Static_assert(offsetof(sluice_audio, struct_size) == 0, "sluice_audio.struct_size");
_Static_assert(offsetof(sluice_audio, sample_rate_hz) == 4, "sluice_audio.sample_rate_hz");
_Static_assert(offsetof(sluice_audio, channels) == 8, "sluice_audio.channels");
_Static_assert(offsetof(sluice_audio, sample_count) == 12, "sluice_audio.sample_count");
_Static_assert(offsetof(sluice_audio, samples) == 16, "sluice_audio.samples");

_Static_assert(sizeof(sluice_record) == 24, "size of sluice_record");
_Static_assert(_Alignof(sluice_record) == 8, "alignment of sluice_record");
_Static_assert(offsetof(sluice_record, struct_size) == 0, "sluice_record.struct_size");
_Static_assert(offsetof(sluice_record, type) == 4, "sluice_record.type");
_Static_assert(offsetof(sluice_record, json) == 8, "sluice_record.json");
_Static_assert(offsetof(sluice_record, bytes) == 16, "sluice_record.bytes");

_Static_assert(sizeof(sluice_attachment) == 32, "size of sluice_attachment");
_Static_assert(_Alignof(sluice_attachment) == 8, "alignment of sluice_attachment");
_Static_assert(offsetof(sluice_attachment, struct_size) == 0, "sluice_attachment.struct_size");
_Static_assert(offsetof(sluice_attachment, type) == 4, "sluice_attachment.type");
_Static_assert(offsetof(sluice_attachment, data) == 8, "sluice_attachment.data");
_Static_assert(offsetof(sluice_attachment, bytes) == 16, "sluice_attachment.bytes");
_Static_assert(offsetof(sluice_attachment, next) == 24, "sluice_attachment.next");

_Static_assert(sizeof(sluice_item) == 96, "size of sluice_item");
_Static_assert(_Alignof(sluice_item) == 8, "alignment of sluice_item");
_Static_assert(offsetof(sluice_item, struct_size) == 0, "sluice_item.struct_size");
_Static_assert(offsetof(sluice_item, kind) == 4, "sluice_item.kind");
_Static_assert(offsetof(sluice_item, stream) == 8, "sluice_item.stream");
_Static_assert(offsetof(sluice_item, sub) == 12, "sluice_item.sub");
_Static_assert(offsetof(sluice_item, seq) == 16, "sluice_item.seq");
_Static_assert(offsetof(sluice_item, pts_ns) == 24, "sluice_item.pts_ns");
_Static_assert(offsetof(sluice_item, duration_ns) == 32, "sluice_item.duration_ns");
_Static_assert(offsetof(sluice_item, capture_ns) == 40, "sluice_item.capture_ns");
_Static_assert(offsetof(sluice_item, wall_ns) == 48, "sluice_item.wall_ns");
_Static_assert(offsetof(sluice_item, epoch) == 56, "sluice_item.epoch");
_Static_assert(offsetof(sluice_item, flags) == 60, "sluice_item.flags");
_Static_assert(offsetof(sluice_item, payload) == 64, "sluice_item.payload");
_Static_assert(offsetof(sluice_item, regions) == 72, "sluice_item.regions");
_Static_assert(offsetof(sluice_item, attachments) == 80, "sluice_item.attachments");
_Static_assert(offsetof(sluice_item, reserved) == 88, "sluice_item.reserved");

_Static_assert(sizeof(sluice_library) == 32, "size of sluice_library");
_Static_assert(_Alignof(sluice_library) == 8, "alignment of sluice_library");
_Static_assert(offsetof(sluice_library, struct_size) == 0, "sluice_library.struct_size");
_Static_assert(offsetof(sluice_library, abi_draft) == 4, "sluice_library.abi_draft");
_Static_assert(offsetof(sluice_library, required_minor) == 8, "sluice_library.required_minor");
_Static_assert(offsetof(sluice_library, stage_count) == 12, "sluice_library.stage_count");
_Static_assert(offsetof(sluice_library, stages) == 16, "sluice_library.stages");
_Static_assert(offsetof(sluice_library, describe) == 24, "sluice_library.describe");

_Static_assert(sizeof(sluice_score) == 12, "size of sluice_score");
_Static_assert(_Alignof(sluice_score) == 4, "alignment of sluice_score");
_Static_assert(offsetof(sluice_score, name) == 0, "sluice_score.name");
_Static_assert(offsetof(sluice_score, value) == 4, "sluice_score.value");
_Static_assert(offsetof(sluice_score, next) == 8, "sluice_score.next");

_Static_assert(sizeof(sluice_point) == 8, "size of sluice_point");
_Static_assert(_Alignof(sluice_point) == 4, "alignment of sluice_point");
_Static_assert(offsetof(sluice_point, x) == 0, "sluice_point.x");
_Static_assert(offsetof(sluice_point, y) == 4, "sluice_point.y");

_Static_assert(sizeof(sluice_region) == 64, "size of sluice_region");
_Static_assert(_Alignof(sluice_region) == 8, "alignment of sluice_region");
_Static_assert(offsetof(sluice_region, id) == 0, "sluice_region.id");
_Static_assert(offsetof(sluice_region, parent) == 8, "sluice_region.parent");
_Static_assert(offsetof(sluice_region, track) == 16, "sluice_region.track");
_Static_assert(offsetof(sluice_region, x) == 24, "sluice_region.x");
_Static_assert(offsetof(sluice_region, y) == 28, "sluice_region.y");
_Static_assert(offsetof(sluice_region, width) == 32, "sluice_region.width");
_Static_assert(offsetof(sluice_region, height) == 36, "sluice_region.height");
_Static_assert(offsetof(sluice_region, confidence) == 40, "sluice_region.confidence");
_Static_assert(offsetof(sluice_region, label) == 44, "sluice_region.label");
_Static_assert(offsetof(sluice_region, first_point) == 48, "sluice_region.first_point");
_Static_assert(offsetof(sluice_region, point_count) == 52, "sluice_region.point_count");
_Static_assert(offsetof(sluice_region, first_score) == 56, "sluice_region.first_score");
_Static_assert(offsetof(sluice_region, flags) == 60, "sluice_region.flags");

_Static_assert(sizeof(sluice_region_block) == 48, "size of sluice_region_block");
_Static_assert(_Alignof(sluice_region_block) == 4, "alignment of sluice_region_block");
_Static_assert(offsetof(sluice_region_block, struct_size) == 0, "sluice_region_block.struct_size");
_Static_assert(offsetof(sluice_region_block, total_bytes) == 4, "sluice_region_block.total_bytes");
_Static_assert(offsetof(sluice_region_block, region_count) == 8, "sluice_region_block.region_count");
_Static_assert(offsetof(sluice_region_block, region_capacity) == 12, "sluice_region_block.region_capacity");
_Static_assert(offsetof(sluice_region_block, regions_offset) == 16, "sluice_region_block.regions_offset");
_Static_assert(offsetof(sluice_region_block, point_count) == 20, "sluice_region_block.point_count");
_Static_assert(offsetof(sluice_region_block, point_capacity) == 24, "sluice_region_block.point_capacity");
_Static_assert(offsetof(sluice_region_block, points_offset) == 28, "sluice_region_block.points_offset");
_Static_assert(offsetof(sluice_region_block, score_count) == 32, "sluice_region_block.score_count");
_Static_assert(offsetof(sluice_region_block, score_capacity) == 36, "sluice_region_block.score_capacity");
_Static_assert(offsetof(sluice_region_block, scores_offset) == 40, "sluice_region_block.scores_offset");
_Static_assert(offsetof(sluice_region_block, reserved) == 44, "sluice_region_block.reserved");

_Static_assert(sizeof(sluice_create_info) == 40, "size of sluice_create_info");
_Static_assert(_Alignof(sluice_create_info) == 8, "alignment of sluice_create_info");
_Static_assert(offsetof(sluice_create_info, struct_size) == 0, "sluice_create_info.struct_size");
_Static_assert(offsetof(sluice_create_info, stage_ordinal) == 4, "sluice_create_info.stage_ordinal");
_Static_assert(offsetof(sluice_create_info, instance_index) == 8, "sluice_create_info.instance_index");
_Static_assert(offsetof(sluice_create_info, instance_count) == 12, "sluice_create_info.instance_count");
_Static_assert(offsetof(sluice_create_info, name) == 16, "sluice_create_info.name");
_Static_assert(offsetof(sluice_create_info, name_bytes) == 24, "sluice_create_info.name_bytes");
_Static_assert(offsetof(sluice_create_info, seed) == 32, "sluice_create_info.seed");

_Static_assert(sizeof(sluice_format) == 16, "size of sluice_format");
_Static_assert(_Alignof(sluice_format) == 4, "alignment of sluice_format");
_Static_assert(offsetof(sluice_format, struct_size) == 0, "sluice_format.struct_size");
_Static_assert(offsetof(sluice_format, kind) == 4, "sluice_format.kind");
_Static_assert(offsetof(sluice_format, pixel_format) == 8, "sluice_format.pixel_format");
_Static_assert(offsetof(sluice_format, detail) == 12, "sluice_format.detail");

_Static_assert(sizeof(sluice_stream) == 72, "size of sluice_stream");
_Static_assert(_Alignof(sluice_stream) == 8, "alignment of sluice_stream");
_Static_assert(offsetof(sluice_stream, struct_size) == 0, "sluice_stream.struct_size");
_Static_assert(offsetof(sluice_stream, stream) == 4, "sluice_stream.stream");
_Static_assert(offsetof(sluice_stream, flags) == 8, "sluice_stream.flags");
_Static_assert(offsetof(sluice_stream, width) == 12, "sluice_stream.width");
_Static_assert(offsetof(sluice_stream, height) == 16, "sluice_stream.height");
_Static_assert(offsetof(sluice_stream, rate_num) == 20, "sluice_stream.rate_num");
_Static_assert(offsetof(sluice_stream, rate_den) == 24, "sluice_stream.rate_den");
_Static_assert(offsetof(sluice_stream, reserved) == 28, "sluice_stream.reserved");
_Static_assert(offsetof(sluice_stream, name) == 32, "sluice_stream.name");
_Static_assert(offsetof(sluice_stream, name_bytes) == 40, "sluice_stream.name_bytes");
_Static_assert(offsetof(sluice_stream, camera) == 48, "sluice_stream.camera");
_Static_assert(offsetof(sluice_stream, camera_bytes) == 56, "sluice_stream.camera_bytes");
_Static_assert(offsetof(sluice_stream, labels) == 64, "sluice_stream.labels");

_Static_assert(sizeof(sluice_stage_class) == 136, "size of sluice_stage_class");
_Static_assert(_Alignof(sluice_stage_class) == 8, "alignment of sluice_stage_class");
_Static_assert(offsetof(sluice_stage_class, struct_size) == 0, "sluice_stage_class.struct_size");
_Static_assert(offsetof(sluice_stage_class, reserved) == 4, "sluice_stage_class.reserved");
_Static_assert(offsetof(sluice_stage_class, id) == 8, "sluice_stage_class.id");
_Static_assert(offsetof(sluice_stage_class, class_data) == 16, "sluice_stage_class.class_data");
_Static_assert(offsetof(sluice_stage_class, create) == 24, "sluice_stage_class.create");
_Static_assert(offsetof(sluice_stage_class, destroy) == 32, "sluice_stage_class.destroy");
_Static_assert(offsetof(sluice_stage_class, configure) == 40, "sluice_stage_class.configure");
_Static_assert(offsetof(sluice_stage_class, negotiate) == 48, "sluice_stage_class.negotiate");
_Static_assert(offsetof(sluice_stage_class, start) == 56, "sluice_stage_class.start");
_Static_assert(offsetof(sluice_stage_class, stop) == 64, "sluice_stage_class.stop");
_Static_assert(offsetof(sluice_stage_class, begin) == 72, "sluice_stage_class.begin");
_Static_assert(offsetof(sluice_stage_class, end) == 80, "sluice_stage_class.end");
_Static_assert(offsetof(sluice_stage_class, process) == 88, "sluice_stage_class.process");
_Static_assert(offsetof(sluice_stage_class, advance) == 96, "sluice_stage_class.advance");
_Static_assert(offsetof(sluice_stage_class, produce) == 104, "sluice_stage_class.produce");
_Static_assert(offsetof(sluice_stage_class, drain) == 112, "sluice_stage_class.drain");
_Static_assert(offsetof(sluice_stage_class, reset) == 120, "sluice_stage_class.reset");
_Static_assert(offsetof(sluice_stage_class, get_extension) == 128, "sluice_stage_class.get_extension");
