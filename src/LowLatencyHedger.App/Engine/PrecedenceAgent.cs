using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// An agent that has no turn while messages arrive for another one of its thread. So the core sees a fill before the thread reads what the market
/// says meanwhile.
/// </summary>
/// <param name="inner">Does the work.</param>
/// <param name="mustWait">Whether something arrived in the last turn of the one that goes before.</param>
internal sealed class PrecedenceAgent(IAgent inner, Func<bool> mustWait) : IAgent
{
    /// <summary>Turns in a row without this one: the account's messages are few, but nothing of the market's may wait for ever.</summary>
    public const int WaitsMax = 16;

    private int _waits;

    public string Name => inner.Name;

    public void OnStart() => inner.OnStart();

    public int DoWork()
    {
        if (_waits < WaitsMax && mustWait())
        {
            _waits++;
            return 0;
        }

        _waits = 0;
        return inner.DoWork();
    }

    public void OnClose() => inner.OnClose();
}
