using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Engine;

/// <summary>Tells people what the core reports: an event of the log for each alert or change of state, on a cold thread.</summary>
internal sealed class AlarmAgent(RingConsumer<OutputEvent> outputs, SettingDesk settings, OutputTape tape, RunLog log) : IAgent
{
    public string Name => "alarms";

    public void OnStart()
    {
    }

    public int DoWork()
    {
        var done = 0;
        while (outputs.TryPeek(out var sequence))
        {
            ref readonly var output = ref outputs[sequence];
            tape.Add(in output);
            Tell(in output);
            if (output.Kind == OutputKind.SettingsChanged)
            {
                settings.OnAnswer((int)output.Detail, output.Reason);
            }

            outputs.Advance();
            done++;
        }

        return done;
    }

    public void OnClose() => DoWork();

    private void Tell(in OutputEvent output)
    {
        LogLevel? level = output.Kind switch
        {
            OutputKind.Alert => output.Severity switch
            {
                AlertSeverity.Critical => LogLevel.Critical,
                AlertSeverity.Warning => LogLevel.Warning,
                _ => LogLevel.Info,
            },
            OutputKind.TradingState => LogLevel.Info,
            OutputKind.SettingsChanged => output.Reason == ReasonCode.None ? LogLevel.Info : LogLevel.Warning,
            _ => null,
        };
        if (level is not { } known)
        {
            return;
        }

        var what = output.Kind switch
        {
            OutputKind.TradingState => $"trading state {output.TradingState}:",
            OutputKind.SettingsChanged => output.Reason == ReasonCode.None ? "settings changed" : "settings refused:",
            _ => "",
        };
        log.Write(known, "core", what, output.Reason, new LogSubject(in output));
    }
}
