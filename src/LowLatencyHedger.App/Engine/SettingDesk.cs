using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Takes a change of settings from any cold thread to the clock's agent, which puts its parts into the input ring one after the other, and
/// the core's answer back. One change at a time.
/// </summary>
/// <remarks>
/// The poster writes the parts and publishes the array; the clock's thread alone counts through it and takes it away after the last part;
/// the thread that reads outputs writes the answer. Each hand-over is one volatile write and one volatile read.
/// </remarks>
internal sealed class SettingDesk
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Lock _oneAtATime = new();
    private SettingChangeBody[]? _parts;
    private int _next;
    private int _lastChangeId;
    private SettingAnswer? _answer;

    /// <summary>
    /// Cold. Sends the change that <paramref name="partsOf"/> makes for an id of its own and waits for the core's answer: None when it is in
    /// force, the reason when the core refused it, null when no answer came in time.
    /// </summary>
    public ReasonCode? Change(Func<int, SettingChangeBody[]> partsOf, out int changeId)
    {
        lock (_oneAtATime)
        {
            changeId = ++_lastChangeId;
            if (Volatile.Read(ref _parts) is not null)
            {
                return null;
            }

            Volatile.Write(ref _parts, partsOf(changeId));
            var endMillis = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
            while (Environment.TickCount64 < endMillis)
            {
                if (Volatile.Read(ref _answer) is { } answer && answer.ChangeId == changeId)
                {
                    return answer.Reason;
                }

                Thread.Sleep(1);
            }

            return null;
        }
    }

    /// <summary>The clock's thread: the next part, if there is one.</summary>
    [HotPath]
    public bool TryTake(out SettingChangeBody part)
    {
        part = default;
        var parts = Volatile.Read(ref _parts);
        if (parts is null)
        {
            return false;
        }

        part = parts[_next++];
        if (_next == parts.Length)
        {
            _next = 0;
            Volatile.Write(ref _parts, null);
        }

        return true;
    }

    /// <summary>Cold, the thread that reads outputs: the core has answered.</summary>
    public void OnAnswer(int changeId, ReasonCode reason) => Volatile.Write(ref _answer, new SettingAnswer(changeId, reason));

    private sealed record SettingAnswer(int ChangeId, ReasonCode Reason);
}
