import Glibc

_ = ProcessStart.time_ns
// Before any other thread is made: threads inherit which signals they leave to the thread that waits for them.
Interrupts.shared.install()
exit(Program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
