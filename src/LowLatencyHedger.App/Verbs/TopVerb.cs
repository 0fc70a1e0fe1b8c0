using System.CommandLine;
using LowLatencyHedger.App.Monitor;
using Spectre.Console;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>top</c>: the monitor for a terminal.</summary>
internal static class TopVerb
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_appendInterval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var telemetry = MonitorVerb.Telemetry();
        var once = new Option<bool>("--once") { Description = "one picture, and end" };
        var append = new Option<bool>("--append") { Description = "one picture under the other, as where the terminal cannot go back" };
        var command = new Command("top", "an engine in a terminal. Example: hedger top --telemetry run/telemetry.bin") { telemetry, once, append };
        command.SetAction((parsed, cancelled) => RunAsync(parsed.GetValue(telemetry)!, parsed.GetValue(once), parsed.GetValue(append), cancelled));
        return command;
    }

    private static async Task<int> RunAsync(string path, bool once, bool append, CancellationToken cancelled)
    {
        using var source = new TelemetrySource(path);
        var view = new TopView(source);
        var console = ConsoleOf();
        if (once || (Console.IsOutputRedirected && !append))
        {
            console.Write(view.Read());
            return view.HasEngine ? ExitCode.Done : ExitCode.Connection;
        }

        if (append || !console.Profile.Capabilities.Ansi)
        {
            await AppendAsync(console, view, cancelled);
            return ExitCode.Done;
        }

        await console.Live(view.Read()).StartAsync(async live =>
        {
            while (!cancelled.IsCancellationRequested)
            {
                live.UpdateTarget(view.Read());
                await Task.WhenAny(Task.Delay(s_interval, cancelled));
            }
        });
        return ExitCode.Done;
    }

    /// <summary>A terminal that cannot go back gets one picture under the other.</summary>
    private static async Task AppendAsync(IAnsiConsole console, TopView view, CancellationToken cancelled)
    {
        while (!cancelled.IsCancellationRequested)
        {
            console.Write(view.Read());
            console.WriteLine();
            console.WriteLine();
            await Task.WhenAny(Task.Delay(s_appendInterval, cancelled));
        }
    }

    /// <summary>What is no terminal gets no colours, and the width that the view is made for.</summary>
    private static IAnsiConsole ConsoleOf()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out),
        });
        console.Profile.Width = TopView.Width;
        return console;
    }
}
