using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// An agent that another of its thread goes before: while that one finds work, this one has no turn. So the core sees a fill before the thread
/// reads what the market says meanwhile.
/// </summary>
/// <param name="inner">Does the work.</param>
/// <param name="first">Has its turn before this one; null for the agent that goes before others.</param>
internal sealed class PrecedenceAgent(IAgent inner, PrecedenceAgent? first = null) : IAgent
{
    /// <summary>Turns in a row without this one: the account's messages are few, but nothing of the market's may wait for ever.</summary>
    public const int WaitsMax = 16;

    private bool _hasWorked;
    private int _waits;

    public string Name => inner.Name;

    public void OnStart() => inner.OnStart();

    public int DoWork()
    {
        if (first is { _hasWorked: true } && _waits < WaitsMax)
        {
            _waits++;
            return 0;
        }

        _waits = 0;
        var work = inner.DoWork();
        _hasWorked = work > 0;
        return work;
    }

    public void OnClose() => inner.OnClose();
}
