using System.Text.Json.Nodes;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Doctor;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Tests.Verbs;

/// <summary>The checks over files that the tests make up, and the verb over the machine as it is.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hedger-doctor-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Machine_MadeForLatency_AllOk()
    {
        Write("sys/devices/system/cpu/isolated", "2-3\n");
        Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        Write("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
        Write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
        Write("proc/loadavg", "0.10 0.20 0.30 1/100 4711\n");
        Write("proc/swaps", "Filename Type Size Used Priority\n");
        Write("proc/sys/kernel/sched_rt_runtime_us", "-1\n");
        Write("sys/kernel/debug/sched/fair_server/cpu0/runtime", "0\n");

        var findings = new MachineChecks(_root, cores: 8).Run().Where(finding => finding.Check != "affinity").ToArray();

        Assert.All(findings, finding => Assert.Equal((FindingLevel.Ok, (string?)null), (finding.Level, finding.Advice)));
        Assert.Equal(8, findings.Length);
    }

    [Theory]
    [InlineData("isolatedCores", "sys/devices/system/cpu/isolated", "")]
    [InlineData("governor", "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave")]
    [InlineData("clockSource", "sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet")]
    [InlineData("transparentHugePages", "sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never")]
    [InlineData("load", "proc/loadavg", "3.10 0.20 0.30 1/100 4711")]
    [InlineData("realtimeThrottling", "proc/sys/kernel/sched_rt_runtime_us", "950000")]
    [InlineData("realtimeThrottling", "sys/kernel/debug/sched/fair_server/cpu1/runtime", "50000000")]
    [InlineData("swap", "proc/swaps", "Filename Type\n/dev/sda2 partition")]
    public void Machine_OneThingInTheWay_WarnsAndSaysWhatToDo(string check, string path, string content)
    {
        Write(path, content);

        var finding = Assert.Single(new MachineChecks(_root, cores: 4).Run(), finding => finding.Check == check);

        Assert.Equal(FindingLevel.Warn, finding.Level);
        Assert.NotEmpty(finding.Advice!);
    }

    [Fact]
    public void Machine_OneCore_Fails() =>
        Assert.Equal(FindingLevel.Fail, new MachineChecks(_root, cores: 1).Run().Single(finding => finding.Check == "cores").Level);

    [Theory]
    [InlineData("Max locked memory         unlimited            unlimited            bytes", "memoryLock", FindingLevel.Ok)]
    [InlineData("Max locked memory         8388608              8388608              bytes", "memoryLock", FindingLevel.Warn)]
    [InlineData("Max open files            4096                 4096                 files", "openFiles", FindingLevel.Ok)]
    [InlineData("Max open files            256                  4096                 files", "openFiles", FindingLevel.Warn)]
    [InlineData("Max realtime priority     0                    0", "realtimePriority", FindingLevel.Warn)]
    [InlineData("Max realtime priority     50                   50", "realtimePriority", FindingLevel.Ok)]
    [InlineData("", "realtimePriority", FindingLevel.Ok)]
    public void Process_Limits_ComparedWithWhatIsNeeded(string limits, string check, object level) =>
        Assert.Equal(level, new ProcessChecks(limits).Run().Single(finding => finding.Check == check).Level);

    [Fact]
    public void Files_ReadableByOthersOrHalted_Told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file modes");
        var config = Write("hedger.json", "{}");
        var secret = Write("secret", "abc");
        var halt = Write("run/HALT", "");
        SetModes(config, 0b110_110_110, secret, 0b110_100_100);
        var values = Values(("credentials.clientSecretFile", secret), ("control.directory", Path.GetDirectoryName(halt)!));

        var findings = new FileChecks(config, values).Run().ToDictionary(finding => finding.Check);

        Assert.Equal(FindingLevel.Fail, findings["configurationFile"].Level);
        Assert.Equal(FindingLevel.Fail, findings["credentials.clientSecretFile"].Level);
        Assert.DoesNotContain("abc", string.Concat(findings.Values), StringComparison.Ordinal);
        Assert.Equal(FindingLevel.Warn, findings["haltRequest"].Level);
        Assert.Equal(FindingLevel.Ok, findings["halt"].Level);
        Assert.Equal(FindingLevel.Ok, findings["journalDirectory"].Level);

        SetModes(config, 0b110_100_100, secret, 0b110_000_000);
        File.Delete(halt);
        findings = new FileChecks(config, values).Run().ToDictionary(finding => finding.Check);
        Assert.Equal(
            [FindingLevel.Ok, FindingLevel.Ok, FindingLevel.Ok],
            new[] { "configurationFile", "credentials.clientSecretFile", "haltRequest" }.Select(check => findings[check].Level));
    }

    [Fact]
    public void Rights_SocketOptions_GrantedOrRefusedByName()
    {
        // On Linux every process may use reno and acknowledge when it wants; elsewhere there is neither.
        var finding = Assert.Single(RightsChecks.Run(Values()), finding => finding.Check == "socketOptions");

        var found = OperatingSystem.IsLinux() ? "granted" : "refused: venue.congestionControl, venue.quickAck";
        Assert.Equal((OperatingSystem.IsLinux() ? FindingLevel.Ok : FindingLevel.Warn, found), (finding.Level, finding.Found));
    }

    [Fact]
    public void Rights_PriorityThatIsWanted_GrantedOrRefusedAsTheKernelSays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SCHED_FIFO");
        var isGranted = false;
        string? policy = null;
        var thread = new Thread(() =>
        {
            isGranted = RealtimeThread.TrySetPriority(1, out _);
            policy = RealtimeThread.CurrentPolicy();
        });
        thread.Start();
        thread.Join();

        var finding = Assert.Single(RightsChecks.Run(Values(("threads.realtimePriority", "1"))), finding => finding.Check == "threads.realtimePriority");

        Assert.Equal(isGranted, policy == "SCHED_FIFO");
        Assert.Equal(isGranted ? FindingLevel.Ok : FindingLevel.Warn, finding.Level);
    }

    [Fact]
    public void Program_Json_OneEntryForEachCheckWithItsAdvice()
    {
        var (exit, output, errors) = HedgerProcess.Run("doctor --json");

        var report = JsonNode.Parse(output)!;
        var checks = report["checks"]!.AsArray();
        Assert.Equal("", errors);
        Assert.Equal((int)report["fail"]! > 0 ? 6 : 0, exit);
        Assert.Equal(checks.Count, (int)report["ok"]! + (int)report["warn"]! + (int)report["fail"]!);
        Assert.All(checks, check => Assert.Equal((string?)check!["level"] == "ok", check["advice"] is null));
        Assert.Equal(checks.Count, checks.Select(check => (string?)check!["check"]).Distinct().Count());
        Assert.Contains(checks, check => (string?)check!["check"] == "clockSynchronization");
    }

    [Fact]
    public void Program_Text_EndsWithTheCounts()
    {
        var (_, output, _) = HedgerProcess.Run("doctor");

        Assert.Matches(@"\d+ ok, \d+ warn, \d+ fail\s*$", output);
    }

    private static void SetModes(string first, int firstMode, string second, int secondMode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(first, (UnixFileMode)firstMode);
            File.SetUnixFileMode(second, (UnixFileMode)secondMode);
        }
    }

    private static ConfigValues Values(params (string Key, string Text)[] given)
    {
        var file = Path.Combine(HedgerProcess.RepositoryRoot, "tools/examples/simulator.json");
        var (values, problems) = ConfigLoader.Load(file, new System.Collections.Hashtable());
        Assert.Empty(problems);
        var (changed, rest) = ConfigLoader.With(values, given.Select(pair => $"{pair.Key}={pair.Text}"), "test");
        Assert.Empty(rest);
        return changed;
    }

    private string Write(string path, string content)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }
}
