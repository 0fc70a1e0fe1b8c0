using System.Reflection;
using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Architecture.Tests;

public sealed class ConventionTests
{
    [Fact]
    public void Classes_InProduct_AreSealedStaticOrAbstract()
    {
        var open = ProductAssemblies.All
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !type.IsDefined(typeof(CompilerGeneratedAttribute), false))
            .Where(type => !type.Name.StartsWith('<') && type.DeclaringType?.Name.StartsWith('<') != true && type.Name != "Program")
            .Select(type => type.FullName);

        Assert.Empty(open);
    }

    [Fact]
    public void Events_InRings_KeepTheirSize()
    {
        Assert.Equal(InputEvent.Size, Unsafe.SizeOf<InputEvent>());
        Assert.Equal(OutputEvent.Size, Unsafe.SizeOf<OutputEvent>());
        foreach (var body in typeof(InputEvent).GetFields(BindingFlags.Public | BindingFlags.Instance).Where(field => field.FieldType.Name.EndsWith("Body", StringComparison.Ordinal)))
        {
            var size = (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(body.FieldType).Invoke(null, null)!;
            Assert.True(size <= InputEvent.BodySize, $"{body.FieldType.Name} has {size} bytes");
        }
    }

    [Fact]
    public void Projects_InSource_HaveAReadmeOfAtMostAScreen()
    {
        foreach (var project in Directory.GetDirectories(Path.Combine(ProductAssemblies.RepositoryRoot, "src")))
        {
            var readme = Path.Combine(project, "README.md");
            Assert.True(File.Exists(readme), $"{project} has no README.md");
            Assert.InRange(File.ReadLines(readme).Count(), 3, 60);
        }
    }
}
