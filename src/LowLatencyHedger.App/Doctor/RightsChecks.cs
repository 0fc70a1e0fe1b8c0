using System.Globalization;
using System.Net.Sockets;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Transport;

namespace LowLatencyHedger.App.Doctor;

/// <summary>Whether the kernel grants what a configuration asks for. Tried on a thread that ends with the check.</summary>
internal static class RightsChecks
{
    public static IEnumerable<Finding> Run(ConfigValues values)
    {
        foreach (var cpu in values.Items("threads.hotCpus").Select(text => int.Parse(text, CultureInfo.InvariantCulture)))
        {
            var isPinned = Try(out var error, (out int number) => ThreadAffinity.TryPinCurrentThread(cpu, out number));
            yield return Finding.Of("hotCpu" + cpu, isPinned, isPinned ? "granted" : $"refused, error {error}", "name a core that this process may run on");
        }

        yield return SocketOptions(values);
        var priority = values.Integer("threads.realtimePriority");
        if (priority > 0)
        {
            var isSet = Try(out var error, (out int number) => RealtimeThread.TrySetPriority(priority, out number));
            yield return Finding.Of(
                "threads.realtimePriority", isSet, isSet ? $"{priority} granted" : $"refused, error {error}", "ulimit -r 99, or CAP_SYS_NICE");
        }
    }

    private static Finding SocketOptions(ConfigValues values)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var options = SocketTuning.Apply(socket, VenueConnections.Settings(values, seed: 1));
        (string Key, OptionOutcome Outcome)[] asked =
        [
            ("venue.congestionControl", options.CongestionControl), ("venue.quickAck", options.QuickAck), ("venue.busyPollMicros", options.BusyPoll),
        ];
        string[] refused = [.. asked.Where(option => option.Outcome == OptionOutcome.Refused).Select(option => option.Key)];
        return Finding.Of(
            "socketOptions", refused.Length == 0, refused.Length == 0 ? "granted" : "refused: " + string.Join(", ", refused),
            "sysctl net.ipv4.tcp_allowed_congestion_control names what may be used; raising SO_BUSY_POLL needs CAP_NET_ADMIN");
    }

    private static bool Try(out int errorNumber, Attempt attempt)
    {
        var isDone = false;
        var error = 0;
        var thread = new Thread(() => isDone = attempt(out error));
        thread.Start();
        thread.Join();
        errorNumber = error;
        return isDone;
    }

    private delegate bool Attempt(out int errorNumber);
}
