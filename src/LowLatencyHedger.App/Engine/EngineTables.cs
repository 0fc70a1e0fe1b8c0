using System.Runtime.CompilerServices;
using System.Text;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// The tables of the engine's telemetry file. Thread: the core's, which adds fills when they come and, while it has nothing better to do,
/// a part of the rest; but <see cref="Outputs"/> is the alarms'.
/// </summary>
internal sealed class EngineTables
{
    public const string Run = "run";
    public const string Expiries = "expiries";
    public const string Positions = "positions";
    public const string Orders = "orders";
    public const string Limits = "limits";
    public const string Policies = "policies";
    public const string Figures = "figures";
    public const string Fills = "fills";
    public const string OrdersSent = "orders_sent";
    public const string Alarms = "alarms";
    public const string SlowTicks = "slow_ticks";
    public const string OrderTicks = "order_ticks";

    private const int PositionsPerStep = 16;
    private const int StepsPerRound = 16;
    private const int LimitsPerUnderlying = 48;
    private const int PoliciesPerUnderlying = 1 + PolicySettings.MaxShadows;

    private static readonly CapacitySettings s_capacities = new();

    private readonly TelemetryRecords _expiryTable;
    private readonly TelemetryRecords _positionTable;
    private readonly TelemetryRecords _orderTable;
    private readonly TelemetryRecords _limitTable;
    private readonly TelemetryRecords _policyTable;
    private readonly TelemetryRecords _figureTable;
    private readonly TelemetryRecords _fillTable;
    private readonly ExpirySnapshot[] _expiries = new ExpirySnapshot[s_capacities.Expiries];
    private readonly OrderSnapshot[] _orders = new OrderSnapshot[32];
    private readonly LimitSnapshot[] _limits = new LimitSnapshot[LimitsPerUnderlying];
    private readonly PolicySnapshot[] _policies = new PolicySnapshot[PoliciesPerUnderlying];
    private readonly bool[] _wasHeld = new bool[s_capacities.Instruments];
    private readonly int _underlyings;
    private int _step;
    private int _nextPosition;
    private int _orderCount;

    /// <param name="file">Has <see cref="All"/> among its tables.</param>
    /// <param name="underlyings">In the configuration.</param>
    /// <param name="run">JSON of <see cref="Run"/>.</param>
    public EngineTables(TelemetryFile file, int underlyings, string run)
    {
        _underlyings = underlyings;
        _expiryTable = file.Table(Expiries);
        _positionTable = file.Table(Positions);
        _orderTable = file.Table(Orders);
        _limitTable = file.Table(Limits);
        _policyTable = file.Table(Policies);
        _figureTable = file.Table(Figures);
        _fillTable = file.Table(Fills);
        Outputs = new OutputTape(file.Table(OrdersSent), file.Table(Alarms));
        RunText text = default;
        Encoding.UTF8.GetBytes(run, text);
        file.Table(Run).Write(0, in text);
    }

    public static IReadOnlyList<TelemetryTable> All { get; } =
    [
        TelemetryTable.Of<RunText>(Run, 1, 1),
        TelemetryTable.Of<ExpirySnapshot>(Expiries, s_capacities.Expiries * EngineSnapshot.MaxUnderlyings, ExpirySnapshot.LayoutVersion),
        TelemetryTable.Of<PositionSnapshot>(Positions, s_capacities.Instruments, PositionSnapshot.LayoutVersion),
        TelemetryTable.Of<OrderSnapshot>(Orders, 32, OrderSnapshot.LayoutVersion),
        TelemetryTable.Of<LimitSnapshot>(Limits, LimitsPerUnderlying * EngineSnapshot.MaxUnderlyings, LimitSnapshot.LayoutVersion),
        TelemetryTable.Of<PolicySnapshot>(Policies, PoliciesPerUnderlying * EngineSnapshot.MaxUnderlyings, PolicySnapshot.LayoutVersion),
        TelemetryTable.Of<FigureSnapshot>(Figures, EngineSnapshot.MaxUnderlyings, FigureSnapshot.LayoutVersion),
        TelemetryTable.Ring<FillRecord>(Fills, 256, FillRecord.LayoutVersion),
        TelemetryTable.Ring<OutputRecord>(OrdersSent, 256, OutputRecord.LayoutVersion),
        TelemetryTable.Ring<OutputRecord>(Alarms, 256, OutputRecord.LayoutVersion),
        TelemetryTable.Ring<TickRecord>(SlowTicks, 512, TickRecord.LayoutVersion),
        TelemetryTable.Ring<TickRecord>(OrderTicks, 256, TickRecord.LayoutVersion),
    ];

    public OutputTape Outputs { get; }

    [HotPath]
    public void AddFill(in InputEvent input)
    {
        FillRecord fill = default;
        fill.Ref = input.Fill.Ref;
        fill.Price = input.Fill.Price;
        fill.Amount = input.Fill.Amount;
        fill.Fee = input.Fill.Fee;
        fill.ReceivedNanos = input.ReceivedNanos;
        fill.ExchangeTimeUtcNanos = input.ExchangeTimeUtcNanos;
        fill.Instrument = input.Instrument;
        fill.Side = input.Fill.Side;
        fill.Liquidity = input.Fill.Liquidity;
        _fillTable.Append(in fill);
    }

    /// <summary>A sixteenth of everything, so that an event that comes meanwhile does not wait for long.</summary>
    [HotPath]
    public void Step(CoreView view)
    {
        WriteOrders(view);
        WritePositions(view);
        _step = (_step + 1) % StepsPerRound;
        if (_step == 0)
        {
            WriteExpiries(view);
        }
        else if (_step == StepsPerRound / 2)
        {
            WriteLimits(view);
        }
        else if (_step == StepsPerRound / 4)
        {
            WritePolicies(view);
        }
        else if (_step == StepsPerRound * 3 / 4)
        {
            WriteFigures(view);
        }
    }

    [HotPath]
    private void WriteOrders(CoreView view)
    {
        var count = view.ReadOrders(_orders);
        for (var i = 0; i < count; i++)
        {
            _orderTable.Write(i, in _orders[i]);
        }

        if (count != _orderCount)
        {
            _orderCount = count;
            _orderTable.SetCount(count);
        }
    }

    [HotPath]
    private void WritePositions(CoreView view)
    {
        var end = Math.Min(view.InstrumentsEnd, _wasHeld.Length);
        for (var left = Math.Min(PositionsPerStep, end); left > 0; left--)
        {
            _nextPosition = _nextPosition + 1 < end ? _nextPosition + 1 : 0;
            if (view.TryReadPosition(_nextPosition, out var position) && (position.Position != 0 || _wasHeld[_nextPosition]))
            {
                _wasHeld[_nextPosition] = position.Position != 0;
                _positionTable.Write(_nextPosition, in position);
            }
        }
    }

    [HotPath]
    private void WriteExpiries(CoreView view)
    {
        var written = 0;
        for (var place = 0; place < _underlyings; place++)
        {
            var count = view.ReadExpiries(place, _expiries);
            for (var i = 0; i < count; i++)
            {
                _expiryTable.Write(written++, in _expiries[i]);
            }
        }

        _expiryTable.SetCount(written);
    }

    [HotPath]
    private void WriteLimits(CoreView view)
    {
        var written = 0;
        for (var place = 0; place < _underlyings; place++)
        {
            var count = view.ReadLimits(place, _limits);
            for (var i = 0; i < count; i++)
            {
                _limitTable.Write(written++, in _limits[i]);
            }
        }

        _limitTable.SetCount(written);
    }

    [HotPath]
    private void WritePolicies(CoreView view)
    {
        var written = 0;
        for (var place = 0; place < _underlyings; place++)
        {
            var count = view.ReadPolicies(place, _policies);
            for (var i = 0; i < count; i++)
            {
                _policyTable.Write(written++, in _policies[i]);
            }
        }

        _policyTable.SetCount(written);
    }

    [HotPath]
    private void WriteFigures(CoreView view)
    {
        for (var place = 0; place < _underlyings; place++)
        {
            view.ReadFigures(place, out var figures);
            _figureTable.Write(place, in figures);
        }

        _figureTable.SetCount(_underlyings);
    }

    /// <summary>JSON in UTF-8, padded with zeros.</summary>
    [InlineArray(Bytes)]
    internal struct RunText
    {
        public const int Bytes = 4096;

        private byte _first;
    }
}
