using System.Text.Json.Nodes;
using SoraSharp.Quality.Reporting;
using SoraSharp.Quality.Scoring;
using Xunit;

namespace SoraSharp.Quality.Tests.Scoring;

public sealed class ScoresFileTests
{
    [Fact]
    public void Holds_every_key_and_null_where_nothing_was_measured()
    {
        var sheet = new ScoreSheet();
        sheet["world"].Add(true);
        sheet["world"].Add(false);
        var path = Path.GetTempFileName();
        try
        {
            ScoresFile.Write(path, [("mini", sheet)]);
            var mini = JsonNode.Parse(File.ReadAllText(path))!["mini"]!.AsObject();
            Assert.Equal(["world", "style", "colour", "count", "outcome", "permanence", "flightResidual", "contactSync"], mini.Select(p => p.Key));
            Assert.Equal(0.5, (double)mini["world"]!);
            Assert.Null(mini["contactSync"]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Shuffling_leaves_nothing_in_place(int count)
    {
        var order = Shuffle.Of(count);
        Assert.Equal(Enumerable.Range(0, count), order.Order());
        Assert.DoesNotContain(order.Index(), o => o.Index == o.Item);
    }
}
