/* Gives the shim the compiler and linker flags of gstreamer-video-1.0; Swift never imports it. */
