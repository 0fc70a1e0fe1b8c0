using BenchmarkDotNet.Running;

// In process: the generated projects of the other toolchain would fall under this repository's build rules.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(["--inProcess", .. args]);
