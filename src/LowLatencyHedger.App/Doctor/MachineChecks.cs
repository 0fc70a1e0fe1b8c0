using System.Globalization;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Doctor;

/// <summary>What of the machine and its kernel stands in the way of low latency. Reads <c>/proc</c> and <c>/sys</c>; changes nothing.</summary>
/// <param name="root">In front of the paths; empty for the machine itself.</param>
/// <param name="cores">That the process may use.</param>
internal sealed class MachineChecks(string root, int cores)
{
    private const int CoresForDedicatedLayout = 4;

    public IEnumerable<Finding> Run()
    {
        yield return Cores();
        yield return Affinity();
        yield return Isolation();
        yield return Load();
        yield return ClockSource();
        yield return Governor();
        yield return HugePages();
        yield return Swap();
        yield return RealtimeThrottling();
    }

    private Finding Cores() => cores switch
    {
        1 => new Finding("cores", FindingLevel.Fail, "1", "a spinning hot thread would starve the journal: use two cores or more"),
        < CoresForDedicatedLayout => new Finding("cores", FindingLevel.Ok, $"{cores}: threads.layout shared fits, dedicated does not"),
        _ => new Finding("cores", FindingLevel.Ok, cores.ToString(CultureInfo.InvariantCulture)),
    };

    private static Finding Affinity()
    {
        var cpus = ThreadAffinity.CurrentThreadCpus();
        var found = cpus.Length == 0 ? "the system does not say" : "may run on " + string.Join(',', cpus);
        return Finding.Of(
            "affinity", cpus.Length != 1, found, "do not bind the whole process to one core: the JIT and the journal need another; set threads.hotCpus");
    }

    private Finding Isolation()
    {
        var isolated = Read("sys/devices/system/cpu/isolated");
        return Finding.Of(
            "isolatedCores", isolated.Length > 0, isolated.Length > 0 ? isolated : "none",
            "boot with isolcpus= nohz_full= rcu_nocbs= for the hot thread's core, and name it in threads.hotCpus");
    }

    private Finding Load()
    {
        var text = Read("proc/loadavg");
        var isKnown = double.TryParse(text.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var load);
        return Finding.Of("load", !isKnown || load < 0.5 * cores, isKnown ? text : "unknown", "stop what else runs: a spinning thread needs a core to itself");
    }

    private Finding ClockSource()
    {
        var source = Read("sys/devices/system/clocksource/clocksource0/current_clocksource");
        return Finding.Of(
            "clockSource", source is "tsc" or "arch_sys_counter" or "", source.Length > 0 ? source : "unknown",
            "boot with clocksource=tsc tsc=reliable: reading another clock costs a system call, several times a tick");
    }

    private Finding Governor()
    {
        var directory = Path.Combine("/", root, "sys/devices/system/cpu");
        string[] governors = Directory.Exists(directory)
            ? [.. Directory.GetDirectories(directory, "cpu?*")
                .Select(cpu => Text(Path.Combine(cpu, "cpufreq/scaling_governor"))).Where(found => found.Length > 0).Distinct()]
            : [];
        return Finding.Of(
            "governor", Array.TrueForAll(governors, governor => governor == "performance"),
            governors.Length > 0 ? string.Join(',', governors) : "not exposed (a virtual machine's host decides)",
            "cpupower frequency-set -g performance");
    }

    private Finding HugePages()
    {
        var enabled = Read("sys/kernel/mm/transparent_hugepage/enabled");
        return Finding.Of(
            "transparentHugePages", !enabled.Contains("[always]", StringComparison.Ordinal), enabled.Length > 0 ? enabled : "unknown",
            "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled: the kernel stops threads to build pages that nobody asked for");
    }

    private Finding Swap()
    {
        var devices = Read("proc/swaps").Split('\n').Length - 1;
        return Finding.Of("swap", devices <= 0, devices <= 0 ? "off" : $"{devices} in use", "swapoff -a, or threads.lockMemory");
    }

    /// <summary>A thread that never sleeps has not all of its processor, whatever its priority.</summary>
    private Finding RealtimeThrottling()
    {
        var share = Read("proc/sys/kernel/sched_rt_runtime_us");
        var servers = Path.Combine("/", root, "sys/kernel/debug/sched/fair_server");
        var hasServer = Directory.Exists(servers)
            && Directory.GetDirectories(servers, "cpu*").Any(cpu => Text(Path.Combine(cpu, "runtime")) is not ("0" or ""));
        return Finding.Of(
            "realtimeThrottling", share is "-1" or "" && !hasServer,
            share.Length == 0 ? "unknown" : $"kernel.sched_rt_runtime_us {share}{(hasServer ? ", fair servers on" : "")}",
            "before threads.realtimePriority with threads.idle busySpin: sysctl kernel.sched_rt_runtime_us=-1, and from Linux 6.12 on 0 into "
            + "/sys/kernel/debug/sched/fair_server/cpu*/runtime; the kernel else stops the hot thread up to 50 ms a second");
    }

    private string Read(string path) => Text(Path.Combine("/", root, path));

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
