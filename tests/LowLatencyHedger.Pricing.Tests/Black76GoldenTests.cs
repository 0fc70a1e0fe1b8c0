namespace LowLatencyHedger.Pricing.Tests;

/// <summary>Black-76 against figures from 40-digit arithmetic and from Haug's tables.</summary>
public sealed class Black76GoldenTests
{
    /// <summary>Order: price, delta, gamma, vega, theta, rho, vanna, volga, charm, speed, color, zomma, ultima, veta.</summary>
    public static TheoryData<OptionKind, double, double, double, double, double[]> FortyDigitCases => new()
    {
        {
            OptionKind.Call, 60000, 65000, 30, 0.60,
            [
                2237.86815540467, 0.352226012545886, 3.59707773707892e-5, 6386.04485925244, -23309.0637362714, 1553.0706244396,
                0.341136882281764, 2225.85631305613, -1.24514962032844, 7.22501279505236e-10, 0.00017305992849531,
                -4.74136790398109e-5, -10878.3396152254, -46972.8151031072,
            ]
        },
        {
            OptionKind.Put, 60000, 55000, 7, 0.75,
            [
                670.183838656669, -0.18681953279463, 4.30940445170221e-5, 2231.44504485402, -43632.7200734849, -227.823262039291,
                -0.281378396904496, 2080.06644709717, 5.50195258232899, -6.87049539237381e-9, 0.000338044696862384,
                -1.72881306157931e-5, -6424.10343014647, -98849.6879474691,
            ]
        },
        {
            OptionKind.Call, 60000, 150000, 7, 0.60,
            [
                9.88988536281474e-26, 2.23096822744554e-28, 4.95627264474026e-31, 2.0531189695472e-23, -3.21166467379169e-22,
                2.54817461855659e-25, 4.55849601376314e-26, 4.16117147067633e-21, -7.13079019295805e-25, 1.08390967651723e-33,
                -1.55842769161627e-27, 9.96255145325473e-29, 8.22561730256857e-19, -6.56278883083545e-20,
            ]
        },
    };

    [Theory]
    [MemberData(nameof(FortyDigitCases))]
    public void Evaluate_FortyDigitCases_AgreesToThePrintedDigits(
        OptionKind kind, double forward, double strike, double days, double volatility, double[] expected)
    {
        Assert.Equal(
            PricingStatus.Ok, Black76.Evaluate(new OptionInput(kind, forward, strike, days / 365.0, volatility), out var greeks));
        var actual = GreekNames.Values(in greeks);
        for (var i = 0; i < expected.Length; i++)
        {
            Near.Relative(expected[i], actual[i], 1e-13, GreekNames.All[i]);
        }
    }

    /// <summary>The other rho, of a rate that only discounts: -T times the value. The same cases.</summary>
    [Theory]
    [InlineData(0, -183.93436893737)]
    [InlineData(1, -12.8528407413608)]
    [InlineData(2, -1.89669034355351e-27)]
    public void Evaluate_FortyDigitCases_GiveTheRhoAtAFixedForward(int number, double expected)
    {
        var (kind, forward, strike, days, volatility, _) = FortyDigitCases.ElementAt(number).Data;
        Black76.Evaluate(new OptionInput(kind, forward, strike, days / 365.0, volatility), out var greeks);
        Near.Relative(expected, -days / 365.0 * greeks.Price, 1e-13);
    }

    /// <summary>Haug's Black-76 table (1998): K=100, r=0.10, four printed decimals; values at F = 90, 100, 110.</summary>
    [Theory]
    [InlineData(OptionKind.Call, 0.1, 0.15, 0.0205, 1.8734, 9.9413)]
    [InlineData(OptionKind.Call, 0.1, 0.25, 0.3150, 3.1217, 10.3556)]
    [InlineData(OptionKind.Call, 0.1, 0.35, 0.9474, 4.3693, 11.1381)]
    [InlineData(OptionKind.Call, 0.5, 0.15, 0.8069, 4.0232, 10.5769)]
    [InlineData(OptionKind.Call, 0.5, 0.25, 2.7026, 6.6997, 12.7857)]
    [InlineData(OptionKind.Call, 0.5, 0.35, 4.9329, 9.3679, 15.3086)]
    [InlineData(OptionKind.Put, 0.1, 0.15, 9.9210, 1.8734, 0.0408)]
    [InlineData(OptionKind.Put, 0.1, 0.25, 10.2155, 3.1217, 0.4551)]
    [InlineData(OptionKind.Put, 0.1, 0.35, 10.8479, 4.3693, 1.2376)]
    [InlineData(OptionKind.Put, 0.5, 0.15, 10.3192, 4.0232, 1.0646)]
    [InlineData(OptionKind.Put, 0.5, 0.25, 12.2149, 6.6997, 3.2734)]
    [InlineData(OptionKind.Put, 0.5, 0.35, 14.4452, 9.3679, 5.7963)]
    public void Evaluate_HaugTable_AgreesToThePrintedDigits(
        OptionKind kind, double years, double volatility, double at90, double at100, double at110)
    {
        foreach (var (forward, expected) in new[] { (90.0, at90), (100.0, at100), (110.0, at110) })
        {
            Black76.Evaluate(new OptionInput(kind, forward, 100.0, years, volatility), out var greeks);
            Near.Absolute(expected, greeks.Price * Math.Exp(-0.10 * years), 1e-4, $"F={forward}");
        }
    }
}
