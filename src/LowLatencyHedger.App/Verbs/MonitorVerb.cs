using System.CommandLine;
using System.Text;
using LowLatencyHedger.App.Monitor;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>monitor --telemetry FILE</c>.</summary>
internal static class MonitorVerb
{
    public static Option<string> Telemetry() => new("--telemetry")
    {
        Description = "the engine's telemetry file (telemetry.file of its configuration)",
        DefaultValueFactory = _ => Path.Combine("run", "telemetry.bin"),
    };

    public static Command Create()
    {
        var telemetry = Telemetry();
        var port = MarketOption.Whole("--port", 8088, 0, 65_535, "of 127.0.0.1; 0 for any free one");
        var token = new Option<string>("--token-file")
        {
            Description = "the token that a halt from the page needs, mode 0600; made when there is none",
            DefaultValueFactory = _ => Path.Combine("run", "monitor.token"),
        };
        var socket = new Option<string?>("--socket") { Description = "the engine's control socket; unless given, the one that the telemetry file names" };
        var reference = new Option<bool>("--reference") { Description = "print the reference of all metrics, and nothing else" };
        var command = new Command(
            "monitor", "the page, /metrics, /health and /status of an engine. Example: hedger monitor --telemetry run/telemetry.bin --port 8088")
        {
            telemetry, port, token, socket, reference,
        };
        command.SetAction((parsed, cancelled) =>
        {
            if (parsed.GetValue(reference))
            {
                Console.Write(MetricsText.Reference());
                return Task.FromResult(ExitCode.Done);
            }

            return ServeAsync(
                parsed.GetValue(telemetry)!, parsed.GetValue(port), MonitorToken.ReadOrMake(parsed.GetValue(token)!), parsed.GetValue(socket), cancelled);
        });
        return command;
    }

    private static async Task<int> ServeAsync(string telemetry, int port, byte[] token, string? socket, CancellationToken cancelled)
    {
        await using var host = new MonitorHost(telemetry, port, token, socket);
        await host.StartAsync();
        Console.WriteLine($"listening {host.Address}");
        Console.Error.WriteLine($"open {host.Address}#token={Encoding.ASCII.GetString(token)} to be able to halt from the page");
        try
        {
            await Task.Delay(Timeout.Infinite, cancelled);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }

        return ExitCode.Done;
    }
}
