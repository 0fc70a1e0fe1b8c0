using System.Globalization;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Engine;

/// <summary>Tells people what the core reports: one line an alert or change of state, on a cold thread.</summary>
internal sealed class AlarmAgent(RingConsumer<OutputEvent> outputs, SettingDesk settings, OutputTape tape, TextWriter log) : IAgent
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
        var level = output.Kind switch
        {
            OutputKind.Alert => output.Severity switch
            {
                AlertSeverity.Critical => "CRITICAL",
                AlertSeverity.Warning => "WARNING",
                _ => "INFO",
            },
            OutputKind.TradingState => "INFO",
            OutputKind.SettingsChanged => output.Reason == ReasonCode.None ? "INFO" : "WARNING",
            _ => null,
        };
        if (level is null)
        {
            return;
        }

        var what = output.Kind switch
        {
            OutputKind.TradingState => $"trading state {output.TradingState}: ",
            OutputKind.SettingsChanged => output.Reason == ReasonCode.None ? "settings changed: " : "settings refused: ",
            _ => "",
        };
        var order = output.Ref.HasValue ? $" order={output.Ref.Epoch:x8}-{output.Ref.Number:x8}" : "";
        var instrument = output.Instrument.HasValue ? $" instrument={output.Instrument.Index}" : "";
        log.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {level} {what}{OutputText.Screaming(output.Reason)}{instrument}{order} detail={output.Detail}"));
    }
}
