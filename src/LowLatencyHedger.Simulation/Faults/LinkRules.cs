using LowLatencyHedger.Simulation.Closed;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>Looks at one message and may change what becomes of it.</summary>
internal delegate void LinkRule(ref MessageFate fate);

/// <summary>The rules that hold on one link now, each until its time; they act in the order in which they were added.</summary>
internal sealed class LinkRules(VirtualEngine engine) : ILinkFaults
{
    private readonly List<(long UntilNanos, LinkRule Rule)> _toVenue = [];
    private readonly List<(long UntilNanos, LinkRule Rule)> _toEngine = [];
    private readonly HashSet<long> _orderRequests = [];

    /// <summary>Sees every text that the venue really sends, before any rule.</summary>
    public Action<byte[]>? OnVenueSent { get; set; }

    public void AddToVenue(long untilNanos, LinkRule rule) => _toVenue.Add((untilNanos, rule));

    public void AddToEngine(long untilNanos, LinkRule rule) => _toEngine.Add((untilNanos, rule));

    public void Clear()
    {
        _toVenue.Clear();
        _toEngine.Clear();
    }

    /// <summary>Whether a message from the venue answers a request for a new order.</summary>
    public bool IsOrderReply(ReadOnlySpan<byte> text) => !Wire.Has(text, "\"method\""u8) && _orderRequests.Contains(Wire.Id(text));

    public void ToVenue(ref MessageFate fate)
    {
        if (Wire.IsPlace(fate.Bytes))
        {
            _orderRequests.Add(Wire.Id(fate.Bytes));
        }

        Apply(_toVenue, ref fate);
    }

    public void ToEngine(ref MessageFate fate)
    {
        if (fate.Direct is null)
        {
            OnVenueSent?.Invoke(fate.Bytes);
        }

        Apply(_toEngine, ref fate);
    }

    private void Apply(List<(long UntilNanos, LinkRule Rule)> rules, ref MessageFate fate)
    {
        if (rules.Count == 0)
        {
            return;
        }

        rules.RemoveAll(entry => entry.UntilNanos <= engine.NowNanos);
        for (var i = 0; i < rules.Count && !fate.IsLost; i++)
        {
            rules[i].Rule(ref fate);
        }
    }
}
