using System.Runtime;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Bench;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static JsonObject ToJson() => new()
    {
        ["cpu"] = CpuModel(),
        ["cores"] = Environment.ProcessorCount,
        ["vectorBits"] = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        ["os"] = RuntimeInformation.OSDescription,
        ["kernel"] = Environment.OSVersion.Version.ToString(),
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["gc"] = new JsonObject
        {
            ["server"] = GCSettings.IsServerGC,
            ["concurrent"] = Setting("ConcurrentGC"),
            ["retainVm"] = Setting("RetainVM"),
            ["latencyMode"] = GCSettings.LatencyMode.ToString(),
        },
    };

    private static bool Setting(string name) =>
        GC.GetConfigurationVariables().TryGetValue(name, out var value) && value is true or "True" or "true";

    /// <summary>Linux tells it; elsewhere the architecture must do.</summary>
    private static string CpuModel()
    {
        const string Info = "/proc/cpuinfo";
        const string Model = "model name";
        if (!File.Exists(Info))
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        var line = File.ReadLines(Info).FirstOrDefault(line => line.StartsWith(Model, StringComparison.Ordinal));
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
