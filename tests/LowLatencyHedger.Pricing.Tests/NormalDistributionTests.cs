namespace LowLatencyHedger.Pricing.Tests;

/// <summary>Reference values are from 60-digit arithmetic, at the exact double given.</summary>
public sealed class NormalDistributionTests
{
    private const double Tolerance = 1e-15;

    [Theory]
    [InlineData(-30.5, 3.9782234272821200755e-203, 1.3029379131780763509e-204)]
    [InlineData(-20.25, 3.6055338157275848134e-90, 1.7761998649495700309e-91)]
    [InlineData(-10, 7.6945986267064193463e-23, 7.619853024160526066e-24)]
    [InlineData(-8, 5.052271083536892288e-15, 6.2209605742717841235e-16)]
    [InlineData(-5.7, 3.5139550948204335922e-8, 5.9903714010635281878e-9)]
    [InlineData(-5.6, 6.1826205001658559932e-8, 1.071759025831092932e-8)]
    [InlineData(-3, 0.0044318484119380071756, 0.0013498980316300945267)]
    [InlineData(-1, 0.2419707245191433498, 0.15865525393145705141)]
    [InlineData(-0.7, 0.31225393336676126681, 0.24196365222307302862)]
    [InlineData(-0.66, 0.32086380377117248766, 0.25462691467133613764)]
    [InlineData(-0.1, 0.39695254747701176529, 0.46017216272297101633)]
    [InlineData(0, 0.39894228040143267794, 0.5)]
    [InlineData(1e-09, 0.39894228040143267774, 0.5000000003989422804)]
    [InlineData(0.3, 0.38138781546052408688, 0.61791142218895263307)]
    [InlineData(0.66, 0.32086380377117248766, 0.74537308532866386236)]
    [InlineData(0.67, 0.31873713847540152093, 0.74857110490468989845)]
    [InlineData(2, 0.053990966513188051951, 0.9772498680518207928)]
    [InlineData(5.5, 1.0769760042543276359e-7, 0.99999998101043753411)]
    [InlineData(8, 5.052271083536892288e-15, 0.9999999999999993779)]
    public void PdfAndCdf_ReferenceArguments_KeepRelativePrecision(double x, double pdf, double cdf)
    {
        Near.Relative(pdf, NormalDistribution.Pdf(x), Tolerance, "pdf");
        Near.Relative(cdf, NormalDistribution.Cdf(x), Tolerance, "cdf");
    }

    [Theory]
    [InlineData(-26, 2, 7.6577249314905683515e+293)]
    [InlineData(-5, 1.9999999999984625402, 144009798674.66104041)]
    [InlineData(-1, 1.8427007929497148693, 5.0089800807622834663)]
    [InlineData(-0.4, 1.4283923550466684765, 1.6762339566888590015)]
    [InlineData(0, 1, 1)]
    [InlineData(0.3, 0.67137324054087258381, 0.73459933456765514992)]
    [InlineData(0.46, 0.51534460999832032672, 0.63678738383271302914)]
    [InlineData(0.47, 0.50625494911391788759, 0.63140051666003431849)]
    [InlineData(1, 0.15729920705028513066, 0.42758357615580700441)]
    [InlineData(3.9, 3.4792248597231767129e-8, 0.14031418160068973568)]
    [InlineData(4.1, 6.7000276540849184417e-9, 0.13383411641865199373)]
    [InlineData(10, 2.088487583762544757e-45, 0.056140992743822585858)]
    [InlineData(26, 5.6631924088561428465e-296, 0.021683584850562906616)]
    [InlineData(100, 0, 0.0056416137829894329036)]
    [InlineData(1e8, 0, 5.6418958354775625874e-9)]
    public void ErfcAndErfcx_ReferenceArguments_KeepRelativePrecision(double x, double erfc, double erfcx)
    {
        Near.Relative(erfc, NormalDistribution.Erfc(x), Tolerance, "erfc");
        Near.Relative(erfcx, NormalDistribution.Erfcx(x), Tolerance, "erfcx");
    }

    [Theory]
    [InlineData(1e-300, -37.047096299361199237)]
    [InlineData(1e-30, -11.46402468844361572)]
    [InlineData(1e-12, -7.0344838253011319326)]
    [InlineData(1e-05, -4.2648907939228246102)]
    [InlineData(0.02425, -1.9729610513118848376)]
    [InlineData(0.07, -1.4757910281791706856)]
    [InlineData(0.08, -1.4050715603096325447)]
    [InlineData(0.3, -0.52440051270804081597)]
    [InlineData(0.5, 0)]
    [InlineData(0.75, 0.6744897501960817432)]
    [InlineData(0.925, 1.4395314709384562291)]
    [InlineData(0.97, 1.8807936081512505473)]
    [InlineData(0.9999999990686774, 6.0093535655307438932)]
    public void Inverse_ReferenceProbabilities_KeepRelativePrecision(double probability, double x) =>
        Near.Relative(x, NormalDistribution.Inverse(probability), Tolerance);

    [Fact]
    public void Inverse_OfCdf_ReturnsTheArgument()
    {
        for (var x = -37.0; x <= 5.0; x += 0.0137)
        {
            // Above zero the spacing of the probability below 1 limits what can come back.
            var attainable = 4e-15 + (x > 0.0 ? 2e-16 / NormalDistribution.Pdf(x) : 0.0);
            Near.Absolute(x, NormalDistribution.Inverse(NormalDistribution.Cdf(x)), attainable * Math.Max(1.0, Math.Abs(x)), $"x={x:R}");
        }
    }

    [Fact]
    public void AllFunctions_AtTheEnds_ReachTheirLimits()
    {
        Assert.Equal(0.0, NormalDistribution.Pdf(double.NegativeInfinity));
        Assert.Equal(0.0, NormalDistribution.Cdf(double.NegativeInfinity));
        Assert.Equal(1.0, NormalDistribution.Cdf(double.PositiveInfinity));
        Assert.Equal(0.0, NormalDistribution.Erfc(double.PositiveInfinity));
        Assert.Equal(2.0, NormalDistribution.Erfc(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Erfcx(-30.0));
        Assert.Equal(double.NegativeInfinity, NormalDistribution.Inverse(0.0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Inverse(1.0));
        Assert.True(double.IsNaN(NormalDistribution.Inverse(1.5)));
        Assert.True(double.IsNaN(NormalDistribution.Pdf(double.NaN)));
        Assert.True(double.IsNaN(NormalDistribution.Cdf(double.NaN)));
        Assert.True(double.IsNaN(NormalDistribution.Erfc(double.NaN)));
        Assert.True(double.IsNaN(NormalDistribution.Erfcx(double.NaN)));
    }
}
