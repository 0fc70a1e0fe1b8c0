using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Reference;

/// <summary>
/// Names of instruments and price indices to their dense ids, and the specification of each instrument. Ids are given out in the order of
/// definition and hold for the run; nothing is ever removed.
/// </summary>
/// <remarks>
/// The market-data session's thread is the only writer. Finding and naming work on any thread at any time (see <see cref="NameTable"/>);
/// <see cref="Definition"/> is for the writing thread, because a re-read specification is replaced in place.
/// </remarks>
public sealed class InstrumentTable(int instrumentCapacity, int underlyingCapacity) : INearMemory
{
    private readonly NameTable _instruments = new(instrumentCapacity);
    private readonly NameTable _underlyings = new(underlyingCapacity);
    private readonly InstrumentBody[] _definitions = new InstrumentBody[instrumentCapacity];
    private bool _isLoaded;

    public int InstrumentCount => _instruments.Count;

    public int UnderlyingCount => _underlyings.Count;

    public int InstrumentCapacity => _instruments.Capacity;

    /// <summary>What messages of the account have named in vain.</summary>
    [HotPath]
    public MissingInstruments Missing { get; } = new();

    /// <summary>Every configured underlying has been read once. Never false again.</summary>
    [HotPath]
    public bool IsLoaded => Volatile.Read(ref _isLoaded);

    /// <summary>Looks a part of the instruments up.</summary>
    [HotPath]
    public void Touch(long turn) => _instruments.Touch(turn);

    /// <summary>Exact, case-sensitive match.</summary>
    [HotPath]
    public bool TryFind(ReadOnlySpan<byte> name, out InstrumentId instrument)
    {
        instrument = new InstrumentId(_instruments.Find(name));
        return instrument.HasValue;
    }

    /// <summary>Exact match of a price index such as <c>btc_usd</c>.</summary>
    [HotPath]
    public bool TryFindIndex(ReadOnlySpan<byte> indexName, out UnderlyingId underlying)
    {
        underlying = new UnderlyingId(_underlyings.Find(indexName));
        return underlying.HasValue;
    }

    [HotPath]
    public ReadOnlySpan<byte> GetName(InstrumentId instrument) => _instruments.NameOf(instrument.Index);

    [HotPath]
    public ReadOnlySpan<byte> GetIndexName(UnderlyingId underlying) => _underlyings.NameOf(underlying.Index);

    /// <summary>The index that the instrument is priced by, which never changes; any thread.</summary>
    [HotPath]
    public UnderlyingId GetUnderlying(InstrumentId instrument)
    {
        Invariant.That((uint)instrument.Index < (uint)_instruments.Count, "an underlying is asked for an unknown id");
        return _definitions[instrument.Index].Underlying;
    }

    /// <summary>Writing thread only.</summary>
    public ref readonly InstrumentBody Definition(InstrumentId instrument)
    {
        Invariant.That((uint)instrument.Index < (uint)_instruments.Count, "a definition is asked for an unknown id");
        return ref _definitions[instrument.Index];
    }

    /// <summary>Writing thread only. False when the table is full or the name is longer than 31 bytes.</summary>
    public bool TryDefineIndex(ReadOnlySpan<byte> indexName, out UnderlyingId underlying)
    {
        if (TryFindIndex(indexName, out underlying))
        {
            return true;
        }

        underlying = new UnderlyingId(InlineText32.TryCreate(indexName, out var name) ? _underlyings.Add(in name) : -1);
        return underlying.HasValue;
    }

    /// <summary>Adds the instrument or replaces its specification. Writing thread only.</summary>
    public DefineResult Define(in InstrumentBody specification, out InstrumentId instrument)
    {
        if (TryFind(specification.Name.AsSpan(), out instrument))
        {
            ref var known = ref _definitions[instrument.Index];
            if (AreSame(in known, in specification))
            {
                return DefineResult.Unchanged;
            }

            known = specification;
            return DefineResult.Changed;
        }

        if (_instruments.Count == _instruments.Capacity)
        {
            return DefineResult.Full;
        }

        _definitions[_instruments.Count] = specification;
        instrument = new InstrumentId(_instruments.Add(in specification.Name));
        return DefineResult.Added;
    }

    /// <summary>Writing thread only: what <see cref="IsLoaded"/> tells the other sessions.</summary>
    public void MarkLoaded() => Volatile.Write(ref _isLoaded, true);

    private static bool AreSame(in InstrumentBody left, in InstrumentBody right) =>
        left.Name == right.Name
        && left.Underlying == right.Underlying
        && left.Kind == right.Kind
        && left.Style == right.Style
        && left.OptionType == right.OptionType
        && left.Status == right.Status
        && left.Strike.Equals(right.Strike)
        && left.ExpiryUtcNanos == right.ExpiryUtcNanos
        && left.ContractSize == right.ContractSize
        && left.MinTradeAmount == right.MinTradeAmount
        && left.TickSize == right.TickSize
        && left.UpperTickAbove == right.UpperTickAbove
        && left.UpperTickSize == right.UpperTickSize
        && left.MakerCommission.Equals(right.MakerCommission)
        && left.TakerCommission.Equals(right.TakerCommission);
}
