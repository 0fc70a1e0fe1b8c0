using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core;

/// <summary>The hedged underlyings by place in the configuration, and by the id that the venue's reference data gave them.</summary>
[HotPath]
internal sealed class HedgedUnderlyings
{
    private readonly HedgedUnderlying[] _all;
    private readonly HedgedUnderlying?[] _byId;

    public HedgedUnderlyings(CoreConfig config, SettingValues settings)
    {
        _byId = new HedgedUnderlying?[config.Capacities.Underlyings];
        _all = new HedgedUnderlying[config.Underlyings.Length];
        Desks = new OrderDesk[_all.Length];
        for (var i = 0; i < _all.Length; i++)
        {
            _all[i] = new HedgedUnderlying(i, config, settings);
            Desks[i] = _all[i].Desk;
        }
    }

    public ReadOnlySpan<HedgedUnderlying> All => _all;

    public OrderDesk[] Desks { get; }

    /// <summary>Null when the id is not of a hedged underlying.</summary>
    public HedgedUnderlying? Of(UnderlyingId id) => (uint)id.Index < (uint)_byId.Length ? _byId[id.Index] : null;

    public HedgedUnderlying? Of(in Instrument instrument) => Of(instrument.Definition.Underlying);

    /// <summary>An index got its id. False when the id is outside the capacity.</summary>
    public bool Bind(UnderlyingId id, in InlineText32 indexName)
    {
        if ((uint)id.Index >= (uint)_byId.Length)
        {
            return false;
        }

        foreach (var underlying in _all)
        {
            if (underlying.IndexName == indexName)
            {
                underlying.Id = id;
                underlying.Desk.Underlying = id;
                _byId[id.Index] = underlying;
            }
        }

        return true;
    }
}
