using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// Brings a slice's prices between bid and ask where five parameters cannot: multiplies the density of the forward at expiry that the slice
/// implies by as little as possible, in the chi-square sense, without changing its mass and its mean. What comes out is a density again, so
/// no butterfly gets a negative price. A step at a time; allocates only when built; one thread.
/// </summary>
/// <remarks>
/// With x = strike / forward, f the slice's density and f (1 + u) the corrected one, the call's value changes by D(x), D'' = f u, which is
/// linear between nodes: the strikes, two more in each gap and a few beyond the ends, where D and D' are zero. Minimal is the sum of
/// m u^2 (m: the slice's mass at a node) under low &lt;= D(strike) &lt;= high, solved by cyclic dual ascent (C. Hildreth, "A quadratic
/// programming procedure", Naval Research Logistics Quarterly 4 (1957) 79-85) with u held above minus <see cref="CutMax"/>. The constraints
/// of mass and mean are projected out of the others first.
/// </remarks>
[HotPath]
internal sealed class DensityCorrection
{
    /// <summary>At most this share of the density is taken away anywhere.</summary>
    private const double CutMax = 0.95;

    /// <summary>Beyond each end, wider and wider apart: a price at the end is the tail behind it.</summary>
    private const int NodesBeyond = 8;

    private const double Widening = 1.5;
    private const int CellsPerGap = 3;

    /// <summary>Of log-moneyness.</summary>
    private const double StepMin = 1e-3;

    private const double BalanceTolerance = 1e-9;
    private const int SweepsPerStep = 2;
    private const int SweepsMax = 1_500;

    /// <summary>Share of a spread that is kept as a distance from bid and ask.</summary>
    private const double Margin = 0.02;

    private readonly double[] _x;
    private readonly double[] _density;
    private readonly double[] _inverseMass;
    private readonly double[] _dual;
    private readonly double[] _second;
    private readonly double[] _first;
    private readonly double[] _value;
    private readonly double[] _massRow;
    private readonly double[] _meanRow;
    private readonly double[] _rows;
    private readonly double[] _curvature;
    private readonly double[] _multiplier;
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly int[] _node;
    private readonly int _stride;
    private SviParameters _slice;
    private int _nodes;
    private int _strikes;
    private int _sweeps;

    public DensityCorrection(int capacity)
    {
        _stride = (CellsPerGap * capacity) + (2 * NodesBeyond) + 1;
        _x = new double[_stride];
        _density = new double[_stride];
        _inverseMass = new double[_stride];
        _dual = new double[_stride];
        _second = new double[_stride];
        _first = new double[_stride];
        _value = new double[_stride];
        _massRow = new double[_stride];
        _meanRow = new double[_stride];
        _rows = new double[capacity * _stride];
        _curvature = new double[capacity];
        _multiplier = new double[capacity];
        _low = new double[capacity];
        _high = new double[capacity];
        _node = new int[capacity];
    }

    /// <summary>There is a correction to apply.</summary>
    public bool IsActive { get; private set; }

    /// <summary>No correction: <see cref="Deviation"/> is the slice's.</summary>
    public void Reset(in SviParameters slice)
    {
        _slice = slice;
        IsActive = false;
    }

    /// <summary>Starts over.</summary>
    /// <param name="slice">A valid slice.</param>
    /// <param name="logMoneyness">Of the strikes, rising.</param>
    /// <param name="bid">Total standard deviation that the bid implies; 0 without one.</param>
    /// <param name="ask">The same of the ask.</param>
    public void Begin(in SviParameters slice, ReadOnlySpan<double> logMoneyness, ReadOnlySpan<double> bid, ReadOnlySpan<double> ask)
    {
        Reset(in slice);
        _strikes = logMoneyness.Length;
        _sweeps = 0;
        PlaceNodes(logMoneyness);
        for (var i = 0; i < _strikes; i++)
        {
            var k = logMoneyness[i];
            var root = Math.Exp(0.5 * k);
            var plain = root * NormalisedBlack.Value(-Math.Abs(k), Math.Sqrt(slice.TotalVariance(k)));
            var low = root * NormalisedBlack.Value(-Math.Abs(k), bid[i]);
            var high = root * NormalisedBlack.Value(-Math.Abs(k), ask[i]);
            var margin = Margin * (high - low);
            _low[i] = low + margin - plain;
            _high[i] = high - margin - plain;
            _multiplier[i] = 0.0;
        }

        _dual.AsSpan(0, _nodes).Clear();
        MakeRows();
    }

    /// <summary>Carries on by a bounded number of operations. True when finished; <see cref="IsActive"/> then.</summary>
    public bool Step()
    {
        for (var i = 0; i < SweepsPerStep; i++)
        {
            var isMet = Sweep();
            _sweeps++;
            if (isMet || _sweeps >= SweepsMax)
            {
                Integrate();
                IsActive = true;
                return true;
            }
        }

        return false;
    }

    /// <summary>The corrected total standard deviation at a log-moneyness.</summary>
    public double Deviation(double logMoneyness)
    {
        var plain = Math.Sqrt(_slice.TotalVariance(logMoneyness));
        var x = Math.Exp(logMoneyness);
        if (!IsActive || x <= _x[0] || x >= _x[_nodes - 1])
        {
            return plain;
        }

        var far = -Math.Abs(logMoneyness);
        var normalised = NormalisedBlack.Value(far, plain) + (ValueChange(x) / Math.Sqrt(x));
        return ImpliedVolatility.SolveNormalised(normalised, far, out var deviation) == ImpliedVolatilityStatus.Ok ? deviation : plain;
    }

    /// <summary>D at a place between the first and the last node.</summary>
    private double ValueChange(double x)
    {
        int low = 0, high = _nodes - 1;
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            (low, high) = _x[middle] <= x ? (middle, high) : (low, middle);
        }

        var rest = _x[high] - x;
        var here = _second[high] + ((_second[low] - _second[high]) * rest / (_x[high] - _x[low]));
        return _value[high] + (rest * (_first[high] + (rest * ((here / 6.0) + (_second[high] / 3.0)))));
    }

    private void PlaceNodes(ReadOnlySpan<double> logMoneyness)
    {
        var end = _strikes - 1;
        var near = _strikes > 1 ? Math.Max(logMoneyness[1] - logMoneyness[0], StepMin) : StepMin;
        for (var i = 0; i < NodesBeyond; i++)
        {
            _x[NodesBeyond - 1 - i] = Math.Exp(logMoneyness[0] - (near * Beyond(i)));
        }

        _nodes = NodesBeyond;
        for (var i = 0; i < _strikes; i++)
        {
            var x = Math.Exp(logMoneyness[i]);
            var gap = x - _x[_nodes - 1];
            if (i > 0 && gap < 1e-7 * x)
            {
                // A call and a put of one strike.
                _node[i] = _nodes - 1;
                continue;
            }

            for (var cell = 1; i > 0 && cell < CellsPerGap; cell++)
            {
                _x[_nodes] = x - (gap * (CellsPerGap - cell) / CellsPerGap);
                _nodes++;
            }

            _node[i] = _nodes;
            _x[_nodes++] = x;
        }

        near = _strikes > 1 ? Math.Max(logMoneyness[end] - logMoneyness[end - 1], StepMin) : StepMin;
        for (var i = 0; i < NodesBeyond; i++)
        {
            _x[_nodes++] = Math.Exp(logMoneyness[end] + (near * Beyond(i)));
        }
    }

    /// <summary>Distance from the end in first steps: 1, 1 + 1.5, 1 + 1.5 + 1.5^2 and so on.</summary>
    private static double Beyond(int node) => (Math.Pow(Widening, node + 1) - 1.0) / (Widening - 1.0);

    /// <summary>Densities and masses; each strike's value as a row over the nodes; mass and mean taken out of it.</summary>
    private void MakeRows()
    {
        for (var j = 0; j < _nodes; j++)
        {
            _density[j] = Density(_x[j]);
            var width = 0.5 * ((j > 0 ? _x[j] - _x[j - 1] : 0.0) + (j < _nodes - 1 ? _x[j + 1] - _x[j] : 0.0));
            var mass = _density[j] * width;
            var isEnd = j == 0 || j == _nodes - 1;
            _inverseMass[j] = mass > 1e-14 && !isEnd ? 1.0 / mass : 0.0;
            _massRow[j] = mass;
        }

        var mass2 = Math.Sqrt(Product(_massRow, _massRow));
        Scale(_massRow, 1.0 / mass2);
        FillRow(_meanRow, 0);
        Orthogonalise(_meanRow, _massRow);
        Scale(_meanRow, 1.0 / Math.Sqrt(Product(_meanRow, _meanRow)));
        for (var i = 0; i < _strikes; i++)
        {
            var row = Row(i);
            FillRow(row, _node[i]);
            Orthogonalise(row, _massRow);
            Orthogonalise(row, _meanRow);
            _curvature[i] = Product(row, row);
        }
    }

    private Span<double> Row(int strike) => _rows.AsSpan(strike * _stride, _stride);

    /// <summary>What one unit of u at each node adds to D at the given node, from the integral of (t - x) D''(t) over each cell above.</summary>
    private void FillRow(Span<double> row, int node)
    {
        row[.._nodes].Clear();
        for (var j = node; j < _nodes - 1; j++)
        {
            var width = _x[j + 1] - _x[j];
            var lever = 0.5 * (_x[j] - _x[node]) * width;
            row[j] += _density[j] * (lever + (width * width / 6.0));
            row[j + 1] += _density[j + 1] * (lever + (width * width / 3.0));
        }
    }

    private double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var j = 0; j < _nodes; j++)
        {
            sum += a[j] * b[j] * _inverseMass[j];
        }

        return sum;
    }

    private void Orthogonalise(Span<double> row, ReadOnlySpan<double> unit)
    {
        var share = Product(row, unit);
        for (var j = 0; j < _nodes; j++)
        {
            row[j] -= share * unit[j];
        }
    }

    private void Scale(Span<double> row, double factor)
    {
        for (var j = 0; j < _nodes; j++)
        {
            row[j] *= factor;
        }
    }

    /// <summary>The slice's density of forward at expiry over forward now; 0 where it has none.</summary>
    private double Density(double x)
    {
        var k = Math.Log(x);
        var deviation = Math.Sqrt(_slice.TotalVariance(k));
        var density = _slice.Durrleman(k) * NormalDistribution.Pdf((k / deviation) + (0.5 * deviation)) / (x * deviation);
        return density > 0.0 ? density : 0.0;
    }

    /// <summary>One round over all constraints. True if all were met before it to well within the margin.</summary>
    private bool Sweep()
    {
        var isMet = Math.Max(Balance(_massRow), Balance(_meanRow)) < BalanceTolerance;
        for (var i = 0; i < _strikes; i++)
        {
            if (!(_curvature[i] > 0.0))
            {
                continue;
            }

            var row = Row(i);
            var value = Value(row);
            var slack = 0.5 * Margin * (_high[i] - _low[i]);
            isMet &= value > _low[i] - slack && value < _high[i] + slack;
            var fromLow = _multiplier[i] + ((_low[i] - value) / _curvature[i]);
            var fromHigh = _multiplier[i] + ((_high[i] - value) / _curvature[i]);
            var next = fromLow > 0.0 ? fromLow : fromHigh < 0.0 ? fromHigh : 0.0;
            if (next != _multiplier[i])
            {
                Add(row, next - _multiplier[i]);
                _multiplier[i] = next;
            }
        }

        return isMet;
    }

    private double Balance(ReadOnlySpan<double> unit)
    {
        var value = Value(unit);
        Add(unit, -value);
        return Math.Abs(value);
    }

    private double Value(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        for (var j = 0; j < _nodes; j++)
        {
            sum += row[j] * Relative(j);
        }

        return sum;
    }

    /// <summary>u of a node.</summary>
    private double Relative(int node) => Math.Max(-CutMax, _dual[node] * _inverseMass[node]);

    private void Add(ReadOnlySpan<double> row, double factor)
    {
        for (var j = 0; j < _nodes; j++)
        {
            _dual[j] += factor * row[j];
        }
    }

    /// <summary>D, -D' and D'' at the nodes, from the far end where all are zero.</summary>
    private void Integrate()
    {
        var mass = Value(_massRow);
        var mean = Value(_meanRow);
        for (var j = 0; j < _nodes; j++)
        {
            _second[j] = _density[j] * (Relative(j) - (((mass * _massRow[j]) + (mean * _meanRow[j])) * _inverseMass[j]));
        }

        _first[_nodes - 1] = 0.0;
        _value[_nodes - 1] = 0.0;
        for (var j = _nodes - 2; j >= 0; j--)
        {
            var width = _x[j + 1] - _x[j];
            _first[j] = _first[j + 1] + (0.5 * width * (_second[j] + _second[j + 1]));
            _value[j] = _value[j + 1] + (width * (_first[j + 1] + (width * ((_second[j] / 6.0) + (_second[j + 1] / 3.0)))));
        }
    }
}
