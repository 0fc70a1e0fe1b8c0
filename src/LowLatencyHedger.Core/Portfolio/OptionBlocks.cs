using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// The options that are or were held, in blocks of eight with the columns that <see cref="AnchorKernel"/> reads. All options of a block
/// have one expiry and one settlement style; blocks of the same ones form a chain. Room for everything is made at construction.
/// Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class OptionBlocks
{
    private const int QuantityColumn = AnchorKernel.InputColumns;
    private const int BlockLength = (AnchorKernel.InputColumns + 1) * AnchorKernel.Lanes;

    private const int TouchedBlocks = 4;

    private readonly double[] _columns;
    private readonly OptionSlot[] _slots;
    private readonly int[] _next;
    private readonly int[] _held;
    private int _count;

    public OptionBlocks(int options, int chains)
    {
        // Each chain may end in a block that is not full.
        var blocks = (options / AnchorKernel.Lanes) + chains;
        _columns = new double[blocks * BlockLength];
        _slots = new OptionSlot[blocks * AnchorKernel.Lanes];
        _next = new int[blocks];
        _held = new int[blocks];
    }

    /// <summary>Places that there is room for.</summary>
    public int Capacity => _slots.Length;

    /// <summary>One above the highest place that may hold an option.</summary>
    public int End => _count * AnchorKernel.Lanes;

    /// <summary>By place: block times eight plus lane.</summary>
    public ref OptionSlot this[int place] => ref _slots[place];

    /// <inheritdoc cref="HedgeCore.Touch"/>
    public void Touch(long turn)
    {
        NearMemory.TouchPart<double>(_columns.AsSpan(0, _count * BlockLength), TouchedBlocks * BlockLength, turn);
        NearMemory.TouchPart<OptionSlot>(_slots.AsSpan(0, End), TouchedBlocks * AnchorKernel.Lanes, turn);
    }

    /// <summary>A new block at the end of a chain; -1 when there is no room. Its lanes hold no option, but are sound inputs.</summary>
    public int Add(int last, double strike)
    {
        if (_count == _next.Length)
        {
            return -1;
        }

        var block = _count++;
        _next[block] = -1;
        if (last >= 0)
        {
            _next[last] = block;
        }

        for (var lane = 0; lane < AnchorKernel.Lanes; lane++)
        {
            Set(block, AnchorKernel.LogStrike, lane, 0);
            Set(block, AnchorKernel.Strike, lane, strike);
            Set(block, AnchorKernel.Sign, lane, 1);
            Set(block, AnchorKernel.Volatility, lane, 1);
        }

        return block;
    }

    public int Next(int block) => _next[block];

    /// <summary>Options of a block that have a position and can be valued.</summary>
    public int Held(int block) => _held[block];

    public ReadOnlySpan<double> Inputs(int block) => _columns.AsSpan(block * BlockLength, QuantityColumn * AnchorKernel.Lanes);

    /// <summary>Signed amounts; zero where there is nothing to value.</summary>
    public ReadOnlySpan<double> Quantities(int block) =>
        _columns.AsSpan((block * BlockLength) + (QuantityColumn * AnchorKernel.Lanes), AnchorKernel.Lanes);

    /// <summary>The kernel's input.</summary>
    public double Input(int place, int column) => _columns[Offset(place, column)];

    /// <summary>What the sums contain of an option: its position, or zero while it cannot be valued.</summary>
    public double Quantity(int place) => _columns[Offset(place, QuantityColumn)];

    /// <summary>Copies what changes in the life of an option from its slot to the columns.</summary>
    public void Apply(int place, double logStrike)
    {
        ref readonly var slot = ref _slots[place];
        var quantity = slot.IsUsable ? slot.Quantity : 0;
        var block = place / AnchorKernel.Lanes;
        _held[block] += (quantity != 0 ? 1 : 0) - (Quantity(place) != 0 ? 1 : 0);
        _columns[Offset(place, QuantityColumn)] = quantity;
        if (slot.IsUsable)
        {
            _columns[Offset(place, AnchorKernel.LogStrike)] = logStrike;
            _columns[Offset(place, AnchorKernel.Strike)] = slot.Strike;
            _columns[Offset(place, AnchorKernel.Sign)] = slot.Kind == OptionKind.Call ? 1 : -1;
            _columns[Offset(place, AnchorKernel.Volatility)] = slot.Volatility;
            _columns[Offset(place, AnchorKernel.VolPerLogForward)] = slot.VolPerLogForward;
        }
    }

    private static int Offset(int place, int column) =>
        (place / AnchorKernel.Lanes * BlockLength) + (column * AnchorKernel.Lanes) + (place % AnchorKernel.Lanes);

    private void Set(int block, int column, int lane, double value) =>
        _columns[(block * BlockLength) + (column * AnchorKernel.Lanes) + lane] = value;
}

/// <summary>One option that is or was held.</summary>
[HotPath]
internal struct OptionSlot
{
    public double Quantity;
    public double Strike;

    /// <summary>A fraction; NaN until known.</summary>
    public double Volatility;

    /// <summary>d volatility/d ln forward.</summary>
    public double VolPerLogForward;

    public long VolReceivedNanos;
    public OptionKind Kind;

    /// <summary>In <see cref="BookGreeks"/>.</summary>
    public int Book;

    /// <summary>Of its block in the chain.</summary>
    public int Ordinal;

    /// <summary>All numbers of the option itself are such that it can be valued.</summary>
    public readonly bool IsUsable => Volatility is >= AnchorKernel.VolatilityMin and <= AnchorKernel.VolatilityMax
        && Math.Abs(VolPerLogForward) <= AnchorKernel.SmileSlopeMax
        && IsPrice(Strike);

    public static bool IsPrice(double strike) => strike is >= 1e-12 and <= 1e12;
}
