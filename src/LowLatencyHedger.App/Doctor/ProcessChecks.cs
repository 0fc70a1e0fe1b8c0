using System.Globalization;
using System.Runtime;
using LowLatencyHedger.App.Running;
using LowLatencyHedger.App.Security;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Doctor;

/// <summary>What a process started as this one was may do, and how its runtime is set.</summary>
/// <param name="limits">As <c>/proc/self/limits</c> tells them.</param>
internal sealed class ProcessChecks(string limits)
{
    private const long OpenFilesMin = 1_024;

    public static ProcessChecks OfThisProcess() => new(File.Exists("/proc/self/limits") ? File.ReadAllText("/proc/self/limits") : "");

    public IEnumerable<Finding> Run()
    {
        yield return Scheduler();
        yield return Limit("memoryLock", "Max locked memory", long.MaxValue, "ulimit -l unlimited (LimitMEMLOCK=infinity), needed by threads.lockMemory");
        yield return Limit("openFiles", "Max open files", OpenFilesMin, "ulimit -n 4096 (LimitNOFILE=4096)");
        yield return Limit("realtimePriority", "Max realtime priority", 1, "ulimit -r 50 (LimitRTPRIO=50), needed by threads.realtimePriority");
        yield return Collector();
        yield return Finding.Of(
            "compiler",
            Environment.GetEnvironmentVariable("DOTNET_TieredPGO") is not "0" && Environment.GetEnvironmentVariable("DOTNET_TieredCompilation") is not "0",
            "tiered, with profiles", "unset DOTNET_TieredPGO and DOTNET_TieredCompilation: without tiers the library stays as it was precompiled");
        yield return ProcessSecrecy.WritesDumps
            ? new Finding("dumps", FindingLevel.Fail, ProcessSecrecy.DumpVariable + " is set", "unset it: a dump would hold the API key")
            : new Finding("dumps", FindingLevel.Ok, "off");
    }

    private static Finding Scheduler()
    {
        var policy = RealtimeThread.CurrentPolicy();
        return new Finding("scheduler", FindingLevel.Ok, policy is null ? "unknown" : policy);
    }

    private static Finding Collector()
    {
        var problems = RuntimeSettings.Problems().ToArray();
        var found = $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {GCSettings.LatencyMode}";
        return Finding.Of(
            "collector", problems.Length == 0, problems.Length == 0 ? found : string.Join("; ", problems),
            "start with the runtimesettings.json of this repository and without DOTNET_gc variables");
    }

    private Finding Limit(string check, string name, long needed, string advice)
    {
        var line = limits.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        if (line is null)
        {
            return new Finding(check, FindingLevel.Ok, "the system does not say");
        }

        var soft = line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        var isEnough = soft == "unlimited" || (long.TryParse(soft, CultureInfo.InvariantCulture, out var value) && value >= needed);
        return Finding.Of(check, isEnough, soft, advice);
    }
}
