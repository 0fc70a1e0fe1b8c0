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
        var otlp = new Option<string?>("--otlp")
        {
            Description = "an OpenTelemetry collector that metrics are pushed to by OTLP over HTTP, such as http://127.0.0.1:4318; unless given, nothing is",
        };
        var otlpSeconds = MarketOption.Whole("--otlp-seconds", 10, 1, 3_600, "between two pushes");
        var reference = new Option<bool>("--reference") { Description = "print the reference of all metrics, and nothing else" };
        var command = new Command(
            "monitor", "the page, /metrics, /health and /status of an engine. Example: hedger monitor --telemetry run/telemetry.bin --port 8088")
        {
            telemetry, port, token, socket, otlp, otlpSeconds, reference,
        };
        command.SetAction((parsed, cancelled) =>
        {
            if (parsed.GetValue(reference))
            {
                Console.Write(MetricsText.Reference());
                return Task.FromResult(ExitCode.Done);
            }

            OtlpTarget? target = null;
            if (parsed.GetValue(otlp) is { } collector)
            {
                var headers = Environment.GetEnvironmentVariable(OtlpTarget.HeadersVariable);
                (target, var problem) = OtlpTarget.Parse(collector, TimeSpan.FromSeconds(parsed.GetValue(otlpSeconds)), headers);
                if (target is null)
                {
                    Console.Error.WriteLine(problem);
                    return Task.FromResult(ExitCode.Usage);
                }
            }

            var secret = MonitorToken.ReadOrMake(parsed.GetValue(token)!);
            return ServeAsync(
                new MonitorHost(parsed.GetValue(telemetry)!, parsed.GetValue(port), secret, parsed.GetValue(socket), target), secret, cancelled);
        });
        return command;
    }

    private static async Task<int> ServeAsync(MonitorHost host, byte[] token, CancellationToken cancelled)
    {
        await using var served = host;
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
