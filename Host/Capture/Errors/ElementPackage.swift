/// Which Debian package holds an element of GStreamer, or a decoder of a format.
enum ElementPackage {
    private static let base = "gstreamer1.0-plugins-base"
    private static let good = "gstreamer1.0-plugins-good"
    private static let bad = "gstreamer1.0-plugins-bad"
    private static let ugly = "gstreamer1.0-plugins-ugly"
    private static let libav = "gstreamer1.0-libav"

    private static let byName: [String: String] = {
        var table: [String: String] = [:]
        for (package, names) in [
            (
                "libgstreamer1.0-0",
                "filesrc fakesink fakesrc queue queue2 tee capsfilter identity concat typefind "
                    + "input-selector output-selector funnel valve fdsrc multiqueue downloadbuffer streamiddemux"
            ),
            (
                base,
                "decodebin decodebin3 uridecodebin uridecodebin3 parsebin playbin urisourcebin videoconvert "
                    + "videoscale videoconvertscale videorate videotestsrc appsink appsrc oggdemux theoradec rawvideoparse "
                    + "compositor overlaycomposition tcpclientsrc giosrc gdpdepay "
                    + "encodebin opusdec vorbisdec glupload gldownload glcolorconvert"
            ),
            (
                good,
                "rtspsrc rtpbin rtpsession rtpjitterbuffer rtpptdemux rtpssrcdemux udpsrc udpsink v4l2src v4l2sink "
                    + "qtdemux matroskademux avidemux flvdemux wavparse jpegdec jpegenc pngdec pngenc souphttpsrc vp8dec "
                    + "vp9dec vp8enc multifilesrc imagefreeze videocrop videoflip videobox videobalance multipartdemux "
                    + "deinterlace gdkpixbufdec splitfilesrc flacdec ximagesrc shmsrc dvdemux dvdec y4menc id3demux apedemux "
                    + "aacparse alpha smptealpha videomixer interleave qtmux mp4mux matroskamux webmmux"
            ),
            (
                bad,
                "h264parse h265parse mpegvideoparse mpeg4videoparse vc1parse vp9parse av1parse jpegparse openh264dec "
                    + "openh264enc tsdemux tsparse mpegtsmux mpegpsdemux hlsdemux dashdemux srtsrc srtclientsrc rtmpsrc "
                    + "rtmp2src webrtcbin av1dec dav1ddec libde265dec webpdec openjpegdec y4mdec decklinkvideosrc fbdevsink "
                    + "mxfdemux kmssink waylandsink nvh264dec nvh265dec vah264dec vah265dec vajpegdec vapostproc "
                    + "v4l2slh264dec v4l2codecs uvch264src zbar dvbsrc msdkh264dec qsvh264dec sctpdec shmsink rsvgdec "
                    + "interpipesrc intervideosrc proxysrc testsrcbin videoparse"
            ),
            (ugly, "asfdemux rmdemux x264enc mpeg2dec dvdreadsrc a52dec amrnbdec realaudiodec cdiocddasrc"),
            ("gstreamer1.0-libcamera", "libcamerasrc"), ("gstreamer1.0-pipewire", "pipewiresrc pipewiresink"),
            ("gstreamer1.0-nice", "nicesrc nicesink"), ("gstreamer1.0-gtk3", "gtksink"),
            ("gstreamer1.0-x", "textoverlay timeoverlay clockoverlay textrender ximagesink xvimagesink"),
        ] {
            for name in names.split(separator: " ") { table[String(name)] = package }
        }
        return table
    }()

    private static let byPrefix: [(String, String)] = [
        ("avdec_", libav), ("avdemux_", libav), ("avenc_", libav), ("avmux_", libav), ("vaapi", "gstreamer1.0-vaapi"),
        ("v4l2", good), ("rtp", good), ("omx", "gstreamer1.0-omx-generic"), ("nv", bad), ("va", bad), ("msdk", bad),
        ("gl", "gstreamer1.0-gl"), ("audio", base), ("pulse", "gstreamer1.0-pulseaudio"), ("alsa", "gstreamer1.0-alsa"),
    ]

    private static let byMedia: [(String, String)] = [
        ("video/x-h264", libav), ("video/x-h265", libav), ("image/jpeg", good), ("image/png", good),
        ("video/x-vp8", good), ("video/x-vp9", good), ("video/x-av1", bad), ("image/webp", bad), ("video/mpeg,", libav),
        ("video/mpeg", libav), ("video/quicktime", good), ("video/x-matroska", good), ("video/webm", good),
        ("video/mpegts", bad), ("video/x-msvideo", good), ("video/x-flv", good), ("video/x-ms-asf", ugly),
        ("application/x-rtp", good), ("application/x-hls", bad), ("application/dash", bad), ("video/x-theora", base),
        ("application/ogg", base), ("video/", libav),
    ]

    /// The package of an element by its factory name; `nil` when it is not known.
    static func of(element name: String) -> String? {
        byName[name] ?? byPrefix.first { name.hasPrefix($0.0) }?.1
    }

    /// The package that decodes or unpacks a media type such as `video/x-h264, level=…`; `nil` when it is not known.
    static func of(media caps: String) -> String? { byMedia.first { caps.hasPrefix($0.0) }?.1 }
}
